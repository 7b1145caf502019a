// The form: texts side by side, the matrix as a grid, what a change means, and the change file. What a file holds, and where, comes with
// it; its words are in the page.
(function () {
  "use strict";

  const root = document.querySelector("[data-change]");
  const words = JSON.parse(root.dataset.words);
  const { differences, edited, split } = window.catalogueLines;
  const live = document.querySelector("script[data-token]"); // of the live preview alone
  const LONGEST = 7000; // bytes of an address that a forge takes
  const STATES = ["–", "n/a", "tbd"];
  const GROUPS = { Note: "notes", Tension: "departures", RecordedException: "departures" };

  const at = new URLSearchParams(location.search).get("at") ?? "";
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]).replace(/ +(?=[. ])/g, "").trim();
  const tidy = (text, before) => (before?.includes("\n") ? text : text.replace(/\s+/g, " ")).trim();

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === true || (value !== false && value !== undefined)) {
        made.setAttribute(key, value === true ? "" : value);
      }
    }
    made.append(...children);
    return made;
  }

  // ---- State: every field with its value as it came, what is in it now, what is wrong with it, and what a change of it means ----------

  let file;
  const fields = [];
  const lines = []; // of the grids, in which letters are counted

  const isChanged = (field) => field.now !== (field.value.now ?? "");
  const changes = () => fields.filter(isChanged).map(({ value, now }) => ({ value, now }))
    .concat(added().map(({ value, now }) => ({ value, now: now() })));
  const added = () => [...root.querySelectorAll("[data-added]")].map((item) => item.addition);
  const changeFile = () => changes().map(({ value, now }) => JSON.stringify({
    at: value.at, ...(value.key && { key: value.key }), was: value.was, now,
  })).join("\n");

  // Shows below an input what is wrong with it, if anything.
  function mark(input, fault) {
    const id = `${input.id}.fault`;
    document.getElementById(id)?.remove();
    input.toggleAttribute("aria-invalid", Boolean(fault));
    if (fault) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", id);
      input.after(element("p", { class: "fault", id }, fault));
    } else {
      input.removeAttribute("aria-describedby");
    }
  }

  // Returns what is wrong with a text for a key of the published schema.
  function unfit(text, schema, fault) {
    const { pattern, maxLength, anyOf } = schema;
    const choices = choicesOf(anyOf ?? []).map(({ value }) => value);
    const fits = text && (!pattern || new RegExp(pattern).test(text)) && !(text.length > maxLength) && (!anyOf || choices.includes(text));
    return fits ? "" : fault;
  }

  const choicesOf = (anyOf) => anyOf.flatMap((one) => (one.anyOf ? choicesOf(one.anyOf)
    : "const" in one ? [{ value: String(one.const), words: `${one.const}: ${one.description ?? ""}` }] : []));

  // ---- Texts ----------------------------------------------------------------------------------------------------------

  function textField(value, label, language, where) {
    const id = `${value.at}:${value.key}`;
    const input = element("textarea", { id, lang: language, rows: 1, spellcheck: "true", "aria-label": `${where}, ${label}` });
    const field = { value, input, where: `${where}, ${label}`, now: value.now ?? "" };
    input.value = field.now;
    input.addEventListener("input", () => {
      field.now = tidy(input.value, value.now);
      field.fault = field.now || value.now === null ? "" : words.empty;
      mark(input, field.fault);
      renew();
    });
    fields.push(field);
    return element("label", { for: id }, element("span", {}, label), input);
  }

  // A choice among the values that the schema has; what is chosen can be changed, and not removed.
  function choice(id, schema, chosen, act) {
    const options = choicesOf(schema.anyOf).map(({ value, words: shown }) => element("option", { value, selected: value === chosen }, shown));
    const select = element("select", { id }, ...(chosen ? [] : [element("option", { value: "" }, "–")]), ...options);
    select.addEventListener("change", () => act(select.value));
    return element("label", { for: id, class: "change-kind" }, element("span", {}, words.kind), select);
  }

  function object({ at: address, kind, name, values }) {
    const id = address.split(".").at(-1).split(":").at(-1);
    const where = name || (kind === "Note" ? fill(words.note, { number: id }) : id);
    const made = element("fieldset", { id: address, class: "change-object" }, element("legend", { class: name ? "visually-hidden" : undefined }, where));
    const rows = new Map();
    for (const value of values) {
      const parts = value.key.split(".");
      const language = parts.pop();
      const prefix = parts.join(".");
      if (value.key === "kind") {
        const field = { value, where: `${where}, ${words.kind}`, now: value.now ?? "" };
        fields.push(field);
        made.append(choice(`${address}:kind`, file.schemas[kind].kind, value.now, (now) => { field.now = now; renew(); }));
      } else if (language !== "-") {
        const shown = words.fields[prefix.replace(/\.\d+/g, "")] ?? prefix;
        if (!rows.has(prefix)) {
          rows.set(prefix, element("div", { class: "change-texts" }));
          made.append(...(["text", "name"].includes(prefix) ? [] : [element("p", { class: "change-key" }, shown)]), rows.get(prefix));
        }
        rows.get(prefix).append(textField(value, words.languages[language], language, prefix === "text" ? where : `${where}, ${shown}`));
      }
    }
    return made;
  }

  // A statement or a note to add: its id, its kind and its text in each language.
  let count = 0;
  function addition(value, kind) {
    count += 1;
    const schema = file.schemas[kind];
    const id = element("input", { id: `new.${count}.id`, autocomplete: "off", spellcheck: "false" });
    const texts = Object.entries(words.languages).map(([language, label]) =>
      [language, label, element("textarea", { id: `new.${count}.${language}`, lang: language, rows: 2 })]);
    const made = element("fieldset", { class: "change-object", "data-added": true },
      element("legend", {}, kind === "Note" ? words.addNote : words.addStatement),
      element("label", { for: id.id, class: "change-kind" }, element("span", {}, words.id), id));
    const ids = () => [...file.objects.map(({ at: one }) => one.split(".").at(-1)), ...added().filter((one) => one !== form).map((one) => one.id())];
    const form = made.addition = { value, where: value.at, kind: "", faults: [words.empty] };
    const stem = `${value.at.split(".").at(-1)}-`, numbers = ids().filter((one) => one.startsWith(stem)).map((one) => Number(one.slice(stem.length)) || 0);
    id.value = numbers.length ? stem + (Math.max(...numbers) + 1) : "";
    form.id = () => id.value.trim();
    form.now = () => ({ id: form.id(), ...(form.kind && { kind: form.kind }), text: Object.fromEntries(texts.map(([language, , input]) => [language, tidy(input.value)])) });
    form.check = () => {
      const ofId = unfit(form.id(), schema.id, words.wrongId) || (ids().includes(form.id()) ? words.taken : "");
      const ofKind = kind === "Note" && !form.kind ? words.wrongKind : "";
      form.faults = [ofId, ofKind, ...texts.map(([, , input]) => (tidy(input.value) ? "" : words.empty))].filter(Boolean);
      mark(id, ofId);
      mark(made.querySelector("select"), ofKind);
      texts.forEach(([, , input]) => mark(input, tidy(input.value) ? "" : words.empty));
    };
    const remove = element("button", { type: "button" }, words.remove);
    remove.addEventListener("click", () => { made.remove(); renew(); });
    made.append(choice(`new.${count}.kind`, schema.kind, "", (now) => { form.kind = now; form.check(); renew(); }),
      element("div", { class: "change-texts" }, ...texts.map(([, label, input]) => element("label", { for: input.id }, element("span", {}, label), input))), remove);
    made.addEventListener("input", () => { form.check(); renew(); });
    form.sentence = () => [fill(words.added, { where: form.id() || "…" }), " ", element("ins", {}, texts[0][2].value)];
    return [made, id];
  }

  function adder(value, kind) {
    const button = element("button", { type: "button" }, kind === "Note" ? words.addNote : words.addStatement);
    button.addEventListener("click", () => {
      const [made, first] = addition(value, kind);
      button.before(made);
      first.focus();
      renew();
    });
    return button;
  }

  // ---- The matrix as a grid -------------------------------------------------------------------------------------------

  const notes = () => [...Object.keys(file.notes), ...added().filter(({ value }) => value.key === "notes.-").map((one) => one.id())];

  function parse(text, grid) {
    const [head = "", ...rest] = split(text.trim());
    const letters = STATES.includes(head) ? [] : [...head];
    const known = grid.letters.map(([letter]) => letter);
    const isWrong = !head || letters.some((letter, index) => !known.includes(letter) || letters.indexOf(letter) !== index)
      || rest.some((note) => !notes().includes(note));
    return { head, letters, notes: rest, isWrong };
  }

  // As the scheme writes it: “ra 5” is “AR 5”, and “-” is “–”.
  function written(text, grid) {
    const [head = "", ...rest] = split(text.trim());
    const known = grid.letters.map(([letter]) => letter);
    const upper = STATES.includes(head) || [...head].every((letter) => known.includes(letter)) ? head : head.toUpperCase();
    const letters = [...upper].every((letter) => known.includes(letter))
      ? [...upper].sort((one, other) => grid.order.indexOf(one) - grid.order.indexOf(other)).join("") : head;
    return [["-", "."].includes(head) ? "–" : letters, ...rest].join(" ");
  }

  function cellField(cell, where, grid, party) {
    const input = element("input", {
      id: cell.at ?? `cell.${lines.length}.${party}`, "aria-label": `${where}, ${party}`, autocomplete: "off", spellcheck: "false",
      autocapitalize: "characters", size: 5, disabled: !cell.at, title: cell.at ? undefined : words.elsewhere,
    });
    const field = { value: cell, input, grid, where: `${where}, ${party}`, party, now: cell.now };
    input.value = cell.now;
    field.check = () => {
      field.fault = isChanged(field) && parse(field.now, grid).isWrong
        ? fill(words.wrongCell, { letters: grid.letters.map(([letter]) => letter).join(", "), notes: notes().join(", ") }) : "";
      mark(input, field.fault);
    };
    input.addEventListener("input", () => {
      const now = written(input.value, grid);
      field.now = now === written(cell.now, grid) ? cell.now : now;
      renew();
    });
    input.addEventListener("blur", () => { input.value = field.now; });
    if (cell.at) {
      fields.push(field);
    }
    return field;
  }

  // The letters that are counted, in a line whose cells have changed: the scheme says how many of each there may be.
  function miscounted({ grid, cells, where }) {
    const read = cells.map((field) => ({ ...parse(field.now, grid), field }));
    if (!cells.some(isChanged) || read.some(({ head }) => head === "tbd") || read.every(({ head }) => head === "n/a")) {
      return [];
    }
    const joint = [...notes().filter((note) => file.notes[note] === "joint"), ...added().filter(({ kind }) => kind === "joint").map((one) => one.id())];
    return grid.letters.flatMap(([letter, word, , number]) => {
      const having = read.filter(({ letters }) => letters.includes(letter));
      const isShared = having.length > 1 && having.every((one) => one.notes.some((note) => joint.includes(note)));
      const isFine = number === "one" ? having.length === 1 || isShared : number === "any" || having.length > 0;
      return isFine ? [] : [fill(words[number], { where, letter, word, count: having.length })];
    });
  }

  // A row for each task, with a cell for each party at each place.
  function grid(data) {
    const body = element("tbody", {});
    const [tasks, places, parties] = ["task", "place", "party"].map((name) => [...new Set(data.cells.map((cell) => cell[name]))]);
    for (const task of tasks) {
      const row = element("tr", {}, element("th", { scope: "row" }, task));
      for (const place of places) {
        const where = [task, place].filter(Boolean).join(", ");
        const cells = data.cells.filter((cell) => cell.task === task && cell.place === place).map(({ value, party }) => cellField(value, where, data, party));
        lines.push({ grid: data, where, cells });
        row.append(...cells.map(({ input, party }, index) => element("td", { class: `party-${index % 6}`, "data-in": [place, party].filter(Boolean).join(", ") }, input)));
      }
      body.append(row);
    }
    body.addEventListener("keydown", walk);
    const of = (party, index) => element("th", { scope: "col", class: `party-${index % 6}` }, party);
    const above = places.map((place) => element("th", { scope: "colgroup", colspan: parties.length }, place));
    const caption = data.name || words.matrix;
    return element("div", { class: "scroller", role: "region", "aria-label": caption, tabindex: "0" },
      element("table", { class: "change-grid", id: data.at }, element("caption", { class: "visually-hidden" }, caption),
        element("thead", {}, element("tr", {}, element("th", { scope: "col", rowspan: 2 }, words.task), ...above),
          element("tr", {}, ...places.flatMap(() => parties.map(of)))), body));
  }

  // The arrow keys lead to other cells, sideways from the ends of what is in a cell; Escape restores it.
  function walk(event) {
    const { key, target: input } = event;
    const [cell, row] = [input.closest("td"), input.closest("tr")];
    if (!cell || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    const { selectionStart: from, selectionEnd: to, value } = input;
    const isWhole = from === 0 && to === value.length;
    const way = {
      ArrowUp: row.previousElementSibling?.cells[cell.cellIndex], ArrowDown: row.nextElementSibling?.cells[cell.cellIndex],
      Enter: row.nextElementSibling?.cells[cell.cellIndex],
      ArrowLeft: (isWhole || to === 0) && cell.previousElementSibling, ArrowRight: (isWhole || from === value.length) && cell.nextElementSibling,
    }[key];
    const next = way && way.querySelector("input:enabled");
    if (key === "Escape") {
      input.value = fields.find((field) => field.input === input).value.now;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (next) {
      event.preventDefault();
      next.focus();
      next.select();
    }
  }

  // ---- What the changes mean ------------------------------------------------------------------------------------------

  function wordsThatDiffer(before, now) {
    const [old, next] = [split(before), split(now)];
    const pieces = [];
    let done = 0;
    for (const [first, last, newFirst, newLast] of differences(old, next)) {
      pieces.push(`${old.slice(done, first).join(" ")} `);
      pieces.push(...(first < last ? [element("del", {}, old.slice(first, last).join(" ")), " "] : []));
      pieces.push(...(newFirst < newLast ? [element("ins", {}, next.slice(newFirst, newLast).join(" ")), " "] : []));
      done = last;
    }
    return [...pieces, old.slice(done).join(" ")];
  }

  function sentences({ value, where, now, grid: of, party }) {
    if (!of) {
      return [`${where}: `, ...wordsThatDiffer(value.now ?? "", now)];
    }
    const [before, after] = [parse(value.now, of), parse(now, of)];
    const said = [fill(words.fromTo, { where, old: value.now, now })];
    const say = (key, letters) => {
      for (const [letter, word, verb] of of.letters.filter(([one]) => letters.includes(one))) {
        const [first, ...rest] = (verb || fill(words.has, { letter, word })).split(" ");
        const isBe = words.be.split(" ").includes(first) && words[`${key}Is`];
        said.push(fill(isBe || words[key], { party, first, rest: rest.join(" "), verb: [first, ...rest].join(" ") }));
      }
    };
    say(before.letters.length ? "alsoGains" : "gains", after.letters.filter((letter) => !before.letters.includes(letter)));
    say("loses", before.letters.filter((letter) => !after.letters.includes(letter)));
    said.push(...after.notes.filter((note) => !before.notes.includes(note)).map((note) => fill(words.withNote, { note })));
    said.push(...before.notes.filter((note) => !after.notes.includes(note)).map((note) => fill(words.withoutNote, { note })));
    return [said.join(" ")];
  }

  const result = root.querySelector("[data-change-result]");
  const status = root.querySelector("[role=status]");
  const ends = Object.fromEntries([...root.querySelectorAll("[data-end]")].map((end) => [end.dataset.end, end]));
  const whole = root.querySelector("textarea[data-whole]");
  let isWritten = false;

  function renew() {
    isWritten = false;
    fields.forEach((field) => field.check?.());
    const changed = fields.filter(isChanged);
    const number = changes().length;
    const faults = [...changed.filter(({ fault }) => fault).map(({ where, fault }) => `${where}: ${fault}`),
      ...added().flatMap((form) => form.faults.map((fault) => `${form.id() || "…"}: ${fault}`)), ...lines.flatMap(miscounted)];
    result.querySelector("ul").replaceChildren(
      ...changed.map((field) => element("li", {}, ...sentences(field))), ...added().map((form) => element("li", {}, ...form.sentence())));
    result.querySelector("[data-none]").hidden = number > 0;
    result.querySelector("[data-faults]").replaceChildren(...faults.map((fault) => element("li", {}, fault)));
    result.querySelector("[data-faulty]").hidden = !faults.length;
    status.textContent = faults.length ? fill(words.faulty, { count: faults.length }) : fill(words.count, { count: number });
    result.querySelector("[data-ends]").hidden = !number || faults.length > 0;
    if (number && !faults.length) {
      offer();
    }
  }

  function offer() {
    whole.value = edited(file.text, changes());
    const named = fill(words.title, { file: file.file });
    const marked = { DEL: "~~", INS: "**" };
    const plain = (node) => `${marked[node.nodeName] ?? ""}${node.textContent.replace(/[`<>@#*~]/g, "")}${marked[node.nodeName] ?? ""}`;
    const meaning = [...result.querySelector("ul").children].map((line) => `- ${[...line.childNodes].map(plain).join("")}`).join("\n");
    const forge = file.edit.match(/^(.*[^-])\/_?edit\//)?.[1]; // not of GitLab, where no job starts at an issue
    const query = { title: named, body: `${meaning}\n\n\`\`\`jsonl\n${changeFile()}\n\`\`\`\n` };
    const issue = `${forge}/issues/new?${Object.entries(query).map(([key, text]) => `${key}=${encodeURIComponent(text)}`).join("&")}`;
    ends.copy.hidden = ends.issue.hidden = !file.edit;
    ends.copy.href = file.edit;
    ends.issue.hidden ||= !forge || issue.length > LONGEST;
    ends.issue.href = issue;
    URL.revokeObjectURL(ends.download.href);
    ends.download.href = URL.createObjectURL(new Blob([`${changeFile()}\n`], { type: "application/jsonl" }));
    ends.download.download = `change-${file.file.replace(/\.yaml$/, "")}.jsonl`;
    ends.write.hidden = !live;
  }

  ends.copy.addEventListener("click", () => {
    const copied = () => { status.textContent = words.copied; };
    const byHand = () => { whole.closest("details").open = true; whole.select(); status.textContent = words.notCopied; };
    navigator.clipboard ? navigator.clipboard.writeText(whole.value).then(copied, byHand) : byHand();
  });
  ends.write.addEventListener("click", async () => {
    try {
      const answer = await fetch("/_live/apply", { method: "POST", headers: { "X-Catalogue-Token": live.dataset.token }, body: changeFile() });
      isWritten = answer.ok;
      status.textContent = [200, 409].includes(answer.status) ? await answer.text() : words.failed;
    } catch {
      status.textContent = words.failed;
    }
  });
  // What is typed is lost with the page, but for what the live preview has written.
  window.addEventListener("beforeunload", (event) => {
    if (file && changes().length && !isWritten) {
      event.preventDefault();
    }
  });

  // ---- The parts of a file, in the order in which it has them -----------------------------------------------------------

  function show(loaded) {
    file = loaded;
    const groups = new Map();
    const group = (key, heading) => groups.get(key) ?? groups.set(key, element("details", { class: "change-group" }, element("summary", {}, element("h2", {}, heading)))).get(key);
    const adders = [];
    const isService = file.objects.some(({ kind }) => kind === "Service");
    let open = "service";
    for (const one of file.objects.filter((each) => isService || each.at === at)) {
      const own = GROUPS[one.kind];
      if (one.kind === "Section") {
        open = one.at;
      }
      const key = own ?? open;
      const heading = own ? words[own] : one.name;
      group(key, heading).append(object(one));
      const value = one.values.find(({ key: name }) => name.endsWith("-"));
      if (value?.room) {
        adders.push([value, one.kind]);
      }
    }
    file.grids.forEach((data) => group("matrix", words.matrix).append(grid(data)));
    for (const [value, kind] of adders) {
      group(kind === "Section" ? value.at : "notes", words.notes).append(adder(value, kind === "Section" ? "Statement" : "Note"));
    }
    const parts = root.querySelector("[data-change-parts]");
    parts.append(...groups.values());
    root.hidden = false;
    const target = document.getElementById(at) ?? parts.querySelector("details");
    target?.closest("details")?.setAttribute("open", "");
    if (document.getElementById(at) && target.matches(":not(details)")) {
      target.scrollIntoView({ block: "center" });
      target.querySelector("textarea, input:enabled")?.focus({ preventScroll: true });
    }
    renew();
  }

  root.addEventListener("submit", (event) => event.preventDefault());
  const choose = document.querySelector("[data-change-choice]");
  const ids = [...choose.querySelectorAll("a")].map((link) => new URL(link.href).searchParams.get("at"));
  const [kind] = at.split(":");
  const known = { term: "glossary", task: "tasks" }[at.includes(":") && kind] ?? (ids.includes(at.split(".")[0]) && `services/${at.split(".")[0]}`);
  choose.hidden = Boolean(known);
  if (known) {
    window.catalogueFetch(`change/${known}.js`, "catalogueForm").then(show, () => { choose.hidden = false; });
  }
})();
