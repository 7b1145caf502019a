// Puts changes into the lines of a file of YAML, by the rules of “catalogue apply” (editing/changes.py): what no change touches stays as
// it is. The places come with the file, so that nothing is parsed here.
(function () {
  "use strict";

  const SHORT = 80;
  const PLAIN = /^[\p{L}\p{N}](?:[^:#,[\]{}"&*!|>%@`\\\n])*$/u;

  const split = (text) => text.split(/\s+/).filter(Boolean);
  const scalar = (text) => (PLAIN.test(text) && !text.endsWith(" ") ? text : JSON.stringify(text));
  const indented = (lines, depth) => lines.replace(/^(?=.*\S)/gm, " ".repeat(depth));

  function flow(value) {
    if (typeof value === "string") {
      return scalar(value);
    }
    return Array.isArray(value) ? `[${value.map(flow).join(", ")}]`
      : `{${Object.entries(value).map(([key, item]) => `${key}: ${flow(item)}`).join(", ")}}`;
  }

  function block(value) {
    if (typeof value === "string") {
      return `${scalar(value)}\n`;
    }
    return Array.isArray(value) ? value.map((item) => `- ${indented(block(item), 2).slice(2)}`).join("")
      : Object.entries(value).map(([key, item]) => `${key}:${behind(item)}`).join("");
  }

  function behind(value) {
    const line = ` ${flow(value)}\n`;
    return typeof value === "string" || [...line].length <= SHORT ? line : `\n${indented(block(value), 2)}`;
  }

  // What differs between two lists of words, as Python's difflib finds it: [first, after the last, first new, after the last new].
  function differences(before, after) {
    const places = new Map();
    after.forEach((word, index) => places.set(word, [...(places.get(word) ?? []), index]));
    const found = [];

    function longest(first, last, newFirst, newLast) {
      let best = [first, newFirst, 0];
      let lengths = new Map();
      for (let index = first; index < last; index += 1) {
        const next = new Map();
        for (const other of places.get(before[index]) ?? []) {
          if (other >= newFirst && other < newLast) {
            const length = (lengths.get(other - 1) ?? 0) + 1;
            next.set(other, length);
            best = length > best[2] ? [index - length + 1, other - length + 1, length] : best;
          }
        }
        lengths = next;
      }
      return best;
    }

    (function between(first, last, newFirst, newLast) {
      const [index, other, length] = longest(first, last, newFirst, newLast);
      if (length) {
        between(first, index, newFirst, other);
        between(index + length, last, other + length, newLast);
      } else if (first < last || newFirst < newLast) {
        found.push([first, last, newFirst, newLast]);
      }
    })(0, before.length, 0, after.length);
    return found;
  }

  // The pieces to put for other words in a text, each on the lines of those that it replaces: [start, end, new text].
  function reword(text, [start, end, style], before, now, isCell) {
    if (before === null) {
      return [[start, end, (text[start - 1] === ":" ? " " : "") + scalar(now)]];
    }
    const isBlock = style === "|" || style === ">";
    const inner = isBlock ? text.indexOf("\n", start) + 1 : start + (style ? 1 : 0);
    const places = [...text.slice(inner, end - (style && !isBlock ? 1 : 0)).matchAll(/\S+/g)]
      .map(({ 0: word, index }) => ({ word, from: inner + index, to: inner + index + word.length }));
    const [old, words] = [split(before), split(now)];
    const asWritten = style ? isBlock || !/["\\']/.test(now) : scalar(now) === now;
    if (!old.length || !asWritten || now.trim().includes("\n") || old.join(" ") !== places.map(({ word }) => word).join(" ")) {
      return [[start, end, isCell ? now : scalar(now)]];
    }
    return differences(old, words).map(([first, last, newFirst, newLast]) => {
      const piece = words.slice(newFirst, newLast).join(" ");
      if (first < last && piece) {
        return [places[first].from, places[last - 1].to, piece];
      }
      return last < places.length ? [places[first].from, places[last].from, piece && `${piece} `]
        : [places[first - 1].to, places[last - 1].to, piece && ` ${piece}`];
    });
  }

  // A new value, under keys that are not there yet, of which “-” is a new item of a list.
  function add([index, column, length], key, now) {
    const [first, ...rest] = key.split(".").slice(-length);
    const value = rest.reduceRight((inner, name) => (name === "-" ? [inner] : { [name]: inner }), now);
    const item = first === "-" ? [value] : { [first]: value };
    return [[index, index, column < 0 ? `, ${first === "-" ? flow(value) : flow(item).slice(1, -1)}` : indented(block(item), column)]];
  }

  // Python counts characters, and this language units of 16 bits.
  function counted(text) {
    if (!/[\ud800-\udfff]/.test(text)) {
      return (index) => index;
    }
    const units = [0];
    for (const sign of text) {
      units.push(units.at(-1) + sign.length);
    }
    return (index) => units[index];
  }

  // The text of a file with all changes: `value` is what came with it, `now` its new text.
  function edited(text, changes) {
    const unit = counted(text);
    const puts = changes.flatMap(({ value, now }) => {
      const { span, room, key } = value;
      return span ? reword(text, [unit(span[0]), unit(span[1]), span[2]], value.now, now, !key)
        : add([unit(room[0]), ...room.slice(1)], key, now);
    });
    let done = 0;
    let result = "";
    for (const [start, end, piece] of puts.sort((one, other) => one[0] - other[0] || one[1] - other[1])) {
      result += text.slice(done, start) + piece;
      done = end;
    }
    return result + text.slice(done);
  }

  window.catalogueLines = { differences, edited, split };
})();
