// The search: every word of the question has to begin a word of what is found; if none is found, to stand in one (Danish
// builds its words together); if none is found then either, one word of the question is enough. The index is
// `window.catalogueIndex`, an array of [kind, title, text, address, other words to find it by]; what this script says stands in
// the page.
(function () {
  "use strict";

  const MOST = 100; // results shown
  const QUESTION = 16; // words of a question that count
  const SNIPPET = 220; // characters

  const form = document.querySelector("[data-search-form]");
  const list = document.querySelector("[data-search-results]");
  const status = document.querySelector("[data-search-status]");
  const input = form.elements.q;

  // ---- Words ---------------------------------------------------------------------------------------------------------

  const WORD = /[\p{L}\p{N}]+/gu;
  const DANISH = { "æ": "ae", "ø": "oe", "å": "aa" };

  // Danish letters may be written with two others, accents may be left out, and case does not count.
  function fold(text) {
    return text
      .normalize("NFC")
      .toLowerCase()
      .replace(/[æøå]/g, (letter) => DANISH[letter])
      .normalize("NFD")
      .replace(/\p{M}/gu, "");
  }

  function words(text) {
    return fold(text).match(WORD) ?? [];
  }

  const begins = (word, asked) => word.startsWith(asked);
  const holds = (word, asked) => word.startsWith(asked) || (asked.length > 3 && word.includes(asked));

  // ---- Finding -------------------------------------------------------------------------------------------------------

  const entries = (window.catalogueIndex ?? []).map(([kind, title, text, address, also], order) => {
    // A statement bears the name of its section, by which it is found no better than by its text.
    const own = kind === "statement" ? "" : title;
    return {
      kind, title, text, address, order,
      titleWords: words(own), alsoWords: words(also), textWords: words(`${kind === "statement" ? title : ""} ${text}`),
    };
  });

  // How well an entry answers: first what it is found by, then how many words of the question stand in it as they are.
  function answer(entry, asked, fits) {
    const { titleWords, alsoWords, textWords } = entry;
    const fields = [titleWords, alsoWords, textWords];
    const found = asked.map((word) => fields.findIndex((field) => field.some((other) => fits(other, word))));
    const count = found.filter((field) => field >= 0).length;
    const exact = asked.filter((word) => fields.some((field) => field.includes(word))).length;
    const title = titleWords.join(" ");
    const question = asked.join(" ");
    let rank = 3 - Math.max(...found); // 3 title, 2 also, 1 text
    if (title === question) {
      rank = 5;
    } else if (title.startsWith(question)) {
      rank = 4;
    }
    return { entry, count, rank, exact };
  }

  // The answers, best first, and how a word had to fit for them.
  function find(asked) {
    for (const enough of [asked.length, 1]) {
      for (const fits of [begins, holds]) {
        const answers = entries
          .map((entry) => answer(entry, asked, fits))
          .filter(({ count }) => count && count >= enough)
          .sort((one, other) =>
            other.count - one.count || other.rank - one.rank || other.exact - one.exact || one.entry.order - other.entry.order);
        if (answers.length) {
          return { answers, fits };
        }
      }
    }
    return { answers: [], fits: begins };
  }

  // ---- Showing -------------------------------------------------------------------------------------------------------

  function element(tag, className, ...children) {
    const made = document.createElement(tag);
    if (className) {
      made.className = className;
    }
    made.append(...children);
    return made;
  }

  // Where the words that are asked for stand in a text: [beginning, end] of each.
  function places(text, asks) {
    return [...text.matchAll(WORD)]
      .filter(({ 0: word }) => words(word).some(asks))
      .map(({ 0: word, index }) => [index, index + word.length]);
  }

  // A text in pieces, with the words that are asked for marked.
  function marked(text, asks) {
    const pieces = [];
    let done = 0;
    for (const [start, end] of places(text, asks)) {
      pieces.push(text.slice(done, start), element("mark", "", text.slice(start, end)));
      done = end;
    }
    return [...pieces, text.slice(done)];
  }

  // The part of a text around the first word that is asked for.
  function snippet(text, asks) {
    const [first = 0] = places(text, asks)[0] ?? [];
    const start = first > SNIPPET / 2 ? text.lastIndexOf(" ", first - SNIPPET / 4) + 1 : 0;
    if (text.length - start <= SNIPPET) {
      return (start ? "… " : "") + text.slice(start);
    }
    const space = text.lastIndexOf(" ", start + SNIPPET);
    return `${start ? "… " : ""}${text.slice(start, space > start ? space : start + SNIPPET)} …`;
  }

  function item({ kind, title, text, address }, asks) {
    const link = element("a", "", ...marked(title, asks));
    link.href = address;
    link.dataset.result = kind;
    const label = list.getAttribute(`data-kind-${kind}`) ?? "";
    const made = element("li", "", element("span", "result-kind", label), link);
    if (text) {
      made.append(element("p", "", ...marked(snippet(text, asks), asks)));
    }
    return made;
  }

  function say(question, count) {
    const { none, one, many } = status.dataset;
    const shown = question.length > 60 ? `${question.slice(0, 60)}…` : question;
    const sentence = [none, one][count] ?? many.replace("{count}", count);
    status.textContent = question ? sentence.replace("{query}", () => shown) : "";
  }

  // The address is that of the answer, so that it can be kept and sent.
  function keep(question) {
    const address = new URL(location.href);
    address.searchParams.delete("q");
    if (question) {
      address.searchParams.set("q", question);
    }
    try {
      history.replaceState(null, "", address);
    } catch {
      // A browser may refuse it to a page from a folder, or when it is asked too often.
    }
  }

  let timer = 0;

  function search(delay) {
    const question = input.value.trim();
    const asked = [...new Set(words(question))].slice(0, QUESTION);
    const { answers, fits } = find(asked);
    const asks = (word) => asked.some((other) => fits(word, other));
    list.replaceChildren(...answers.slice(0, MOST).map(({ entry }) => item(entry, asks)));
    // What is read out waits until the reader pauses.
    clearTimeout(timer);
    timer = setTimeout(() => {
      say(question, answers.length);
      keep(question);
    }, delay);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search(0);
  });
  input.addEventListener("input", () => search(400));
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  if (input.value) {
    search(0);
  }
})();
