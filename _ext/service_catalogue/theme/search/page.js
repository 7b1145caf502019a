// The search page: queries the engine while the reader types, with the question and the filters in the address. Its texts are in
// the page.
(function () {
  "use strict";

  const SHOWN = 10; // results at a time
  const BELOW = 6; // below an answer
  const PAUSE = 400; // ms without a key until the number of results is read out, and the address is kept

  const { find, show, near, ready, whole, item, answersOf, WORD } = window.catalogueSearch;
  const form = document.querySelector("[data-search-form]");
  const input = form.elements.q;
  const filters = [...document.querySelectorAll(".search-filters select")];
  const list = document.querySelector("[data-search-results]");
  const status = document.querySelector("[data-search-status]");
  const help = document.querySelector("[data-search-help]");
  const suggestions = document.querySelector("[data-search-near]");
  const more = document.querySelector("[data-search-more]");
  const sentence = document.querySelector("[data-answer]");

  // ---- Display -------------------------------------------------------------------------------------------------------

  function element(tag, className, ...children) {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...children);
    return made;
  }

  // A text in pieces: `make` returns the element of a match, if any.
  function inPieces(text, pattern, make) {
    const pieces = [];
    let done = 0;
    for (const { 0: found, index } of text.matchAll(pattern)) {
      const made = make(found);
      if (made) {
        pieces.push(text.slice(done, index), made);
        done = index + found.length;
      }
    }
    return [...pieces, text.slice(done)];
  }

  // With the words of the question marked.
  const marked = (text, marks) => inPieces(text, WORD, (word) => marks(word) && element("mark", "", word));

  // The address of a result from this page: those of the index begin at the root, and have file names.
  function reach(address) {
    const { root = "", folders } = list.dataset;
    return root + (folders === undefined ? address : address.replace(/(\/index)?\.html/, "/"));
  }

  function entry({ kind, number, title, text, address, where, answer, service }, marks) {
    const [lang, language, untranslated] = window.catalogueSearch.index.untranslated ?? ["", "", []];
    const isForeign = untranslated.includes(number);
    const link = element("a", "", ...marked(title, marks));
    link.href = reach(address);
    link.dataset.result = kind;
    // The place of a note begins with its number: "Note 6" says the kind.
    const words = [...kind === "note" ? [where] : [list.getAttribute(`data-kind-${kind}`), where], isForeign && language];
    const label = element("span", "result-kind", words.filter(Boolean).join(" · "));
    const made = element("li", "", label, link);
    if (text && text !== title) {
      made.append(element("p", "", ...marked(text, marks)));
    }
    if (isForeign) {
      made.querySelectorAll("a, p").forEach((one) => { one.lang = lang; });
    }
    if (answer) {
      label.append(` · ${service}`);
      made.append(element("p", "result-answer", ...marked(answer, marks)));
    }
    return made;
  }

  // A line with a link at each statement that it quotes.
  const linked = ({ text, quotes = [] }) => quotes.reduce((pieces, [quote, address]) => {
    const [before, ...after] = pieces.pop().split(quote);
    return [...pieces, before, Object.assign(element("a", "", quote), { href: reach(address) }), after.join(quote)];
  }, [text]);
  const link = (words, href) => Object.assign(element("a", "", words), { href });
  // Numbers, mails and addresses of a fact.
  const reachable = ({ text }) => inPieces(text, /https:[^\s,]*[^\s,.]|[\w.-]+@[\w.-]*\w|\+?\d[\d\s]{6,}\d/g,
    (way) => link(way, way.includes(":") ? way : way.includes("@") ? `mailto:${way}` : `tel:${way.replace(/\s/g, "")}`));

  // The matrices of the services of an answer that have its only task: [service, matrix, its row].
  const rowsOf = ({ tasks = [], services }) => (tasks.length === 1 ? services : []).flatMap((service) =>
    item(answersOf(service))[2].flatMap((matrix) => matrix[5].filter(([task]) => task === tasks[0]).map((row) => [service, matrix, row])));

  // A row as a table: a line for each place.
  function row([service, [before, places, parties, , says, , codes], [task, id, answers]]) {
    const { signs, asked } = window.catalogueSearch.index;
    const duty = (code) => Object.entries(asked.duties).find(([, all]) => all.includes(code))?.[0][0] ?? "";
    const letters = (held) => [...held].filter((code) => codes.includes(code)).map((code) => element("b", duty(code), signs[code]));
    const head = (words, className = "", scope = "col") => Object.assign(element("th", className, words), { scope });
    const name = item(task)[0];
    const line = ([values, where], place) => element("tr", "",
      head(link(where || name, `${reach(item(service)[2])}#${before}${values ? [id, values, parties[0][0]].join(".") : `row.${id}`}`), "", "row"),
      ...says[answers[place]][2].map((held, at) => element("td", `party-${at % 6}`, element("i", "", ...(letters(held).length ? letters(held) : ["–"])))));
    return element("table", "answer-row", element("caption", "", `${name}, ${item(answersOf(service))[4]}`),
      element("thead", "", element("tr", "", head(sentence.dataset.place), ...parties.map(([, , who], at) => head(who, `party-${at % 6}`)))),
      element("tbody", "", ...places.map(line)));
  }

  // The answer to the question, above the results, and its copy as text.
  let answered;
  const said = () => answered.lines.map(({ text }) => text);
  function answer(found) {
    answered = found;
    sentence.hidden = !found;
    if (!found) {
      return;
    }
    const [heading, lines, table, ways, status] = sentence.children;
    const rows = rowsOf(found);
    // Notes and open points, which follow what the parties do, are below all sentences, once.
    const notes = rows.flatMap(([, [, , parties, sentences, says], [, , answers]]) =>
      answers.flatMap((number) => says[number][0].slice(parties.length).map((one) => [sentences[one]].flat()[0])));
    const beside = [...new Set(notes)].filter((note) => said().some((text) => text.includes(note)));
    const part = (line, text) => ({ ...line, text, quotes: line.quotes?.filter(([quote]) => text.includes(quote)) });
    const bare = (line) => part(line, beside.reduce((rest, note) => rest.replace(` ${note}`, "").replace(note, ""), line.text));
    const isSilent = found.kind === "topic";
    heading.textContent = (sentence.dataset[found.kind] ?? sentence.dataset.other).replace("{service}", () => found.title);
    sentence.classList.toggle("silent", isSilent);
    const isFact = found.kind === "fact";
    lines.replaceChildren(...found.lines.map(bare).filter(({ text }) => text).map((line) => element("li", isFact ? "answer-fact" : "", ...(isFact ? reachable : linked)(line))),
      ...beside.map((text) => element("li", "answer-note", ...linked(part(found.lines.find((line) => line.text.includes(text)), text)))));
    table.replaceChildren(...rows.map(row));
    sentence.classList.toggle("of-row", rows.length > 0);
    status.textContent = found.status || sentence.dataset.near;
    ways.firstElementChild.href = reach(found.address);
    ways.firstElementChild.textContent = isSilent ? sentence.dataset.silentOpen : found.kind === "matrix" ? sentence.dataset.open : sentence.dataset.there;
    ways.querySelectorAll("button").forEach((button) => { button.textContent = button.dataset.words; });
  }
  sentence.addEventListener("click", ({ target: button }) => {
    if (button.localName === "button") {
      const links = [...sentence.querySelectorAll("a")].map(({ href }) => href);
      const text = "text" in button.dataset ? [...said(), `${sentence.firstElementChild.textContent}.`, answered.status, ...links].join(" ") : location.href;
      navigator.clipboard?.writeText(text).then(() => { button.textContent = sentence.dataset.copied; });
    }
  });

  function say(question, count) {
    const { none, one, many } = status.dataset;
    const shown = question.length > 60 ? `${question.slice(0, 60)}…` : question;
    const sentence = [none, one][count] ?? many.replace("{count}", count);
    status.textContent = question ? sentence.replace("{query}", () => shown) : "";
    if (answered) {
      status.append(element("span", "visually-hidden", ` ${said().join(" ")}`)); // to be read out with it
    }
  }

  // The address is that of the results, for bookmarks and mails.
  function keep() {
    const address = new URL(location.href);
    for (const { name, value } of [input, ...filters]) {
      address.searchParams.delete(name);
      if (value.trim()) {
        address.searchParams.set(name, value.trim());
      }
    }
    address.hash = "";
    try {
      history.replaceState(null, "", address);
    } catch {
      // A browser may refuse it to a page from a folder, or if it happens too often.
    }
  }

  // Reload this page from the published edition, at an address that no cache has. Returns false if that has been tried.
  function leave(edition) {
    const address = new URL(location.href);
    if (address.searchParams.get("edition") === edition) {
      return false;
    }
    address.searchParams.set("edition", edition);
    address.searchParams.set(input.name, input.value.trim());
    location.replace(address);
    return true;
  }

  // ---- Queries -------------------------------------------------------------------------------------------------------

  let last = 0; // the number of the question that was asked last
  let timer = 0;
  const NOTHING = { results: [], marks: () => false };
  let answers = NOTHING;

  const names = () => filters.filter(({ name, value }) => name !== "kind" && value).map(({ name, value }) => `${name}:${value}`);

  async function append(number) {
    const first = list.children.length;
    const shown = await show(answers.results.slice(first, first + SHOWN), names());
    if (number === last) {
      list.append(...shown.map((result) => entry(result, answers.marks)));
      more.hidden = list.children.length >= answers.results.length;
    }
    return first;
  }

  async function suggest(question, number) {
    const found = await whole(() => near(question));
    if (number !== last) {
      return;
    }
    const links = found.map(({ title, address }) => Object.assign(element("a", "", title), { href: reach(address) }));
    suggestions.lastElementChild.replaceChildren(...links.flatMap((link, place) => (place ? [", ", link] : [link])));
    suggestions.hidden = !links.length;
  }

  async function search(pause) {
    const number = last += 1;
    const question = input.value.trim();
    let announce = () => say(question, answers.results.length);
    try {
      const kind = filters.find(({ name }) => name === "kind")?.value ?? "";
      const [found, shown] = question
        ? await whole(async () => {
          const all = await find(question, { kind, names: names() });
          // What the answer says, no result repeats.
          const told = all.answer?.lines.map(({ text }) => text).join() ?? "";
          const others = all.results.filter(({ kind: of, number }) => number !== (all.answer?.number ?? -1) || (all.answer.part && of !== "duties"));
          const first = (await show(others.slice(0, 2 * SHOWN), names())).filter((one) => one.kind !== "note" || !told.includes(one.title.replace(/ …$/, "")));
          all.results = [...first, ...others.slice(2 * SHOWN)];
          return [all, first.slice(0, all.answer ? BELOW : SHOWN)];
        })
        : [NOTHING, []];
      if (number !== last) {
        return;
      }
      answers = found;
      answer(found.answer);
      if (!pause) {
        announce(); // before the results, which it would move
      }
      list.replaceChildren(...shown.map((result) => entry(result, found.marks)));
      more.hidden = shown.length >= found.results.length;
      help.hidden = !question || shown.length > 0;
      suggestions.hidden = true;
      if (!help.hidden) {
        await suggest(question, number);
      }
    } catch (error) {
      if (number !== last) {
        return;
      }
      if (error.edition && leave(error.edition)) {
        return;
      }
      list.replaceChildren();
      more.hidden = true;
      answer();
      announce = () => { status.textContent = status.dataset.broken; };
    }
    list.dataset.ready = "";
    // Announcements wait until the reader pauses.
    clearTimeout(timer);
    timer = setTimeout(() => {
      announce();
      keep();
    }, pause);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search(0);
  });
  input.addEventListener("input", () => search(PAUSE));
  filters.forEach((filter) => filter.addEventListener("change", () => search(0)));
  more.addEventListener("click", async () => {
    try {
      const first = await append(last);
      list.children[first]?.querySelector("a").focus();
    } catch {
      search(0); // another edition has been published, with other results
    }
  });

  // Arrow keys move between the field and the results.
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...list.querySelectorAll("a")];
    const place = links.indexOf(document.activeElement);
    if (!step || event.altKey || event.ctrlKey || event.metaKey || (place < 0 && (document.activeElement !== input || step < 0))) {
      return;
    }
    const next = place + step < 0 ? input : links[place + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });

  function take() {
    const given = new URLSearchParams(location.search);
    input.value = given.get("q") ?? "";
    for (const filter of filters) {
      filter.value = given.get(filter.name) ?? "";
      if (filter.selectedIndex < 0) {
        filter.value = "";
      }
    }
    if (input.value) {
      search(0);
    } else {
      list.dataset.ready = "";
    }
  }

  take();
  ready().catch(() => {}); // a question says so if it fails again
  // A page from the back/forward cache may have a form that differs from its address.
  addEventListener("pageshow", (event) => event.persisted && take());
})();
