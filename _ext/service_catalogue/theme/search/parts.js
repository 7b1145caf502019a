// The parts of the index, which are loaded as a question needs them. Their format is described in search/index.py.
// Each part is a script that calls `catalogueSearch.put`.
(function () {
  "use strict";

  const parts = new Map(); // name → its data
  const asked = new Map(); // name → the promise of it
  const base = document.currentScript.src.replace(/[^/]*$/, "");

  const DIGEST = 5; // characters

  // The digest of a part by the index; none of the index itself, and of the stemmer.
  function expected(name) {
    const [kind, number] = name.split("-");
    return index?.digests[kind]?.slice(number * DIGEST, number * DIGEST + DIGEST);
  }

  // A part of another edition of the site, which the browser or something on the way has kept, would answer wrongly: it is
  // as if it had not come.
  function put(name, data, digest) {
    if (digest === expected(name)) {
      parts.set(name, data);
    }
  }

  function load(names) {
    return Promise.all([...new Set(names)].filter((name) => !parts.has(name)).map((name) => {
      if (!asked.has(name)) {
        asked.set(name, new Promise((resolve, reject) => {
          const script = document.createElement("script");
          script.src = `${base}${name}.js?v=${expected(name) ?? ""}`;
          script.onload = () => (parts.has(name) ? resolve() : fail());
          script.onerror = fail;
          function fail() {
            asked.delete(name); // the network, or the right edition, may be back for the next question
            script.remove();
            reject(new Error(name));
          }
          document.head.append(script);
        }));
      }
      return asked.get(name);
    }));
  }

  // The part of a kind that holds the item of this number.
  function partOf(kind, number) {
    const starts = index[kind];
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= number) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return { name: `${kind}-${low}`, place: number - starts[low] };
  }

  const item = (kind, number) => {
    const { name, place } = partOf(kind, number);
    return parts.get(name)[place];
  };

  // ---- The index as a whole ------------------------------------------------------------------------------------------

  let index; // what index.js holds
  let keys; // key → its number
  let vocabulary; // the keys that are stems of words
  let forms; // words that are much longer than their keys: [word, key]
  let firsts; // kind → [its first entry, the one after its last]

  // Read the index, which has to be there before anything is asked.
  function open() {
    if (index || !parts.has("index")) {
      return;
    }
    index = parts.get("index");
    keys = new Map();
    forms = [];
    let before = "";
    for (const coded of index.vocabulary.split(" ")) {
      const [rest, ...endings] = coded.slice(1).split("/");
      before = before.slice(0, DIGITS.indexOf(coded[0])) + rest;
      keys.set(before, keys.size);
      endings.forEach((ending) => forms.push([before + ending, before]));
    }
    vocabulary = [...keys.keys()].filter((key) => !"#@+".includes(key[0]));
    firsts = {};
    let first = 0;
    for (const [kind, count] of Object.entries(index.kinds)) {
      firsts[kind] = [first, first += count];
    }
  }

  const kindOf = (number) => Object.keys(firsts).find((kind) => number < firsts[kind][1]);

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUE = Object.fromEntries([...DIGITS].map((digit, value) => [digit, value]));

  // The entries of a key, each with how much the key says of it, up to 1; and how many there are in all.
  function postings(key, part = key) {
    const found = parts.get(partOf("words", keys.get(part)).name)?.[key];
    if (!found) {
      return { count: 0, entries: [] };
    }
    const [count, coded] = found;
    const entries = [];
    let number = 0;
    for (let at = 0; at < coded.length; at += 1) {
      let distance = 0;
      let scale = 1;
      while (VALUE[coded[at]] > 31) {
        distance += (VALUE[coded[at]] - 32) * scale;
        scale *= 32;
        at += 1;
      }
      number += distance + VALUE[coded[at]] * scale;
      at += 1;
      entries.push([number, VALUE[coded[at]] / 63]);
    }
    return { count, entries };
  }

  const partsOfKeys = (wanted) => wanted.filter((key) => keys.has(key)).map((key) => partOf("words", keys.get(key)).name);

  window.catalogueSearch = {
    put, load, open, item, partOf, partsOfKeys, postings, kindOf,
    has: (key) => keys.has(key),
    stemmer: () => parts.get("stemmer"),
    get index() { return index; },
    get vocabulary() { return vocabulary; },
    get forms() { return forms; },
    get size() { return Object.values(index.kinds).reduce((sum, count) => sum + count, 0); },
  };
})();
