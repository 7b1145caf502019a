// The matrix of a service: filters, navigation of cells by keyboard, and the panel of a cell.
// Without it the whole table is visible, and each control leads to a page with the same content.
(function () {
  "use strict";

  const narrow = matchMedia("(max-width: 47.99rem)"); // as in parts.css
  const query = new URLSearchParams(location.search);
  const links = [...document.querySelectorAll("a[data-see]")];
  let printing = false;

  const see = (link) => {
    const [, key, value] = link.dataset.see.match(/(.*?)=(.*)/);
    return { link, key, value };
  };
  const letters = (cell) => [...cell.querySelectorAll("b")].map((letter) => letter.textContent);
  const said = (cell) => cell.dataset.state || letters(cell).length > 0;

  class Matrix {
    constructor(table) {
      this.table = table;
      this.part = table.closest(".part");
      this.scroller = table.parentElement;
      this.parties = Number(table.dataset.parties);
      this.rows = [...table.tBodies].flatMap((body) => [...body.rows])
        .map((row) => ({ row, cells: [...row.cells].slice(1) }))
        .filter(({ cells }) => cells.length);
      this.heads = [...table.tHead.rows].map((row) => this.spans([...row.cells].filter((cell) => !cell.matches(".corner"))));
      this.groups = this.spans([...table.querySelectorAll("colgroup:not(.tasks)")]);
      this.outer = []; // for each column, which value of the first axis it stands under
      this.heads[0].forEach(({ head, from, to }, index) => {
        for (let column = from; column < to; column += 1) {
          this.outer[column] = head.matches(".place") ? index : 0;
        }
      });
      this.filters = Object.fromEntries(["party", "place", "only"].map((kind) => {
        const key = table.dataset[kind];
        const own = [...this.part.querySelectorAll(`.filter-${kind} a`)].map(see);
        return [kind, { key, values: own.map(({ value }) => value).filter(Boolean) }];
      }));
      const first = this.rows[0]?.cells.findIndex((cell) => cell.matches(".opens")) ?? -1;
      this.opening = first < 0 ? "" : this.filters.place.values[this.outer[first]] ?? "";
      this.at = this.rows[0]?.cells[0];
      // Of each place its sign, the cell that has it, and all of its cells.
      this.signs = [...table.querySelectorAll("td > .sign")].map((sign) => {
        const { cells } = this.lineOf(sign.parentElement);
        return { sign, home: sign.parentElement, pair: this.pairOf(cells, cells.indexOf(sign.parentElement)) };
      });
      // In the table the arrow keys lead to the links, and a cell to what is said at its marks.
      table.querySelectorAll("tbody a").forEach((link) => { link.tabIndex = -1; });
      this.show();
      table.dataset.walk = "";
      table.addEventListener("keydown", (event) => this.walk(event));
      table.addEventListener("click", (event) => this.click(event));
      this.stop(this.at);
    }

    // Headers, or groups of columns, with the columns below each.
    spans(heads) {
      let from = 0;
      return heads.map((head) => {
        const to = from + (head.colSpan ?? head.span);
        const known = { head, from, to };
        from = to;
        return known;
      });
    }

    lineOf(cell) {
      return this.rows.find(({ row }) => row === cell.closest("tr"));
    }

    // The cells of the place of a column.
    pairOf(cells, column) {
      const first = column - (column % this.parties);
      return cells.slice(first, first + this.parties);
    }

    // ---- Filters --------------------------------------------------------------------------------------------------

    chosen(kind) {
      const { key } = this.filters[kind];
      if (!key || printing) {
        return "";
      }
      return query.get(key) ?? (kind === "place" && narrow.matches ? this.opening : "");
    }

    show() {
      const { party: parties, place: places } = this.filters;
      const [party, place, only] = ["party", "place", "only"].map((kind) => this.chosen(kind));
      const [ofParty, atPlace] = [parties.values.indexOf(party), places.values.indexOf(place)];
      const inView = (column) => atPlace < 0 || this.outer[column] === atPlace;
      const isShown = (column) => inView(column) && (ofParty < 0 || column % this.parties === ofParty);
      const tally = new Map(); // party and letter, or parties that share it → in how many cells
      const add = (key) => tally.set(key, (tally.get(key) ?? 0) + 1);
      const main = this.part.querySelector("[data-parties]")?.dataset.letter;
      let total = 0;

      for (const { row, cells } of this.rows) {
        let wanted = !only && ofParty < 0;
        for (let first = 0; first < cells.length; first += this.parties) {
          const pair = cells.slice(first, first + this.parties);
          if (!inView(first) || (only && pair.filter((cell) => letters(cell).length).length < 2)) {
            continue;
          }
          wanted ||= ofParty < 0 || said(pair[ofParty]);
          total += pair.some((cell) => cell.dataset.state !== "n-a") ? 1 : 0;
          const held = new Map(); // letter → the parties that have it
          pair.forEach((cell, index) => letters(cell).forEach((letter) => {
            add(index + letter);
            held.set(letter, [...(held.get(letter) ?? []), index]);
          }));
          held.forEach((who, letter) => add(`${who.join("+")}:${letter}`));
          if (!held.has(main) && pair.some((cell) => cell.dataset.state === "tbd")) {
            add(`tbd:${main}`);
          }
        }
        row.hidden = !wanted;
        cells.forEach((cell, column) => { cell.hidden = !isShown(column); });
      }
      this.signs.forEach(({ sign, home, pair }) => (ofParty < 0 ? home : pair[ofParty]).append(sign));
      for (const { head, from, to } of [...this.heads.flat(), ...this.groups]) {
        let count = 0;
        for (let column = from; column < to; column += 1) {
          count += isShown(column) ? 1 : 0;
        }
        head.hidden = !count;
        head[head.tagName === "TH" ? "colSpan" : "span"] = count || 1;
      }
      for (const body of this.table.tBodies) {
        body.hidden = body.rows.length > 1 && [...body.rows].slice(1).every((row) => row.hidden);
      }
      this.scroller.toggleAttribute("data-whole", places.values.length > 0 && atPlace < 0);

      for (const line of this.part.querySelectorAll("[data-of]")) {
        const ofOne = line.dataset.of === "party";
        line.hidden = ofOne === ofParty < 0;
        line.querySelector(":scope > b:last-child").textContent = total;
        for (const number of line.querySelectorAll("[data-letter]")) {
          const { parties: who, letter } = number.dataset;
          number.textContent = tally.get(who ? `${who}:${letter}` : ofParty + letter) ?? 0;
        }
        if (ofOne && ofParty >= 0) {
          line.firstElementChild.textContent = this.subject(ofParty);
          line.className = `count ${this.heads.at(-1)[ofParty].head.className}`;
        }
      }
      for (const { link, key, value } of links.map(see)) {
        const kind = Object.keys(this.filters).find((one) => this.filters[one].key === key);
        if (kind && this.chosen(kind) === value) {
          link.setAttribute("aria-current", "true");
        } else if (kind) {
          link.removeAttribute("aria-current");
        }
      }
    }

    // Show the place of a hidden cell at the address.
    reveal(cell) {
      for (const { key } of Object.values(this.filters)) {
        query.delete(key);
      }
      const column = this.lineOf(cell).cells.indexOf(cell);
      if (narrow.matches && this.filters.place.key) {
        query.set(this.filters.place.key, this.filters.place.values[this.outer[column]]);
      }
      this.show();
    }

    // ---- The cells: one tab stop, arrow keys, and a panel ------- -----------------------------------------------------

    stop(cell) {
      this.at?.setAttribute("tabindex", "-1");
      this.at = cell;
      cell?.setAttribute("tabindex", "0");
    }

    walk(event) {
      const grid = this.rows.filter(({ row }) => !row.hidden)
        .map(({ row, cells }) => [row.querySelector("th a") ?? row.cells[0], ...cells.filter((cell) => !cell.hidden)]);
      const above = this.heads[0].find(({ head }) => head.contains(event.target));
      const y = grid.findIndex((cells) => cells.includes(event.target));
      if ((y < 0 && !above) || event.ctrlKey || event.altKey || event.metaKey) {
        return;
      }
      const x = grid[y]?.indexOf(event.target);
      const to = above ? event.key === "ArrowDown" && grid[0].find((cell) => cell.cellIndex > above.from) : {
        ArrowRight: grid[y][x + 1], ArrowLeft: grid[y][x - 1], ArrowDown: grid[y + 1]?.[x], ArrowUp: grid[y - 1]?.[x],
        Home: grid[y][1], End: grid[y].at(-1),
      }[event.key];
      if (to) {
        event.preventDefault();
        this.stop(to);
        to.focus();
      } else if ((event.key === "Enter" || event.key === " ") && event.target.matches("td")) {
        event.preventDefault();
        this.open(event.target);
      }
    }

    click(event) {
      const mark = event.target.closest(".mark");
      const cell = event.target.closest(mark ? "td, th" : "td[id]");
      if (cell && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        this.open(cell, mark);
      }
    }

    // Show what is said at a cell, or at the heading of a row, opened at the `chosen` mark.
    open(cell, chosen) {
      const { row, cells } = this.lineOf(cell);
      const column = cells.indexOf(cell);
      const pair = column < 0 ? [] : this.pairOf(cells, column);
      const names = column < 0 ? [] : this.heads.flat()
        .filter(({ head, from, to }) => head.matches(".place") && from <= column && column < to)
        .map(({ head }) => head.textContent.trim());
      const task = row.cells[0].querySelector("a:not(.mark)");
      if (column >= 0) {
        this.stop(cell);
        cell.focus({ preventScroll: true });
        remember(`#${cell.id}`);
      }
      const lines = pair.flatMap((one, index) => [this.sentence(one, this.subject(index)), ...[...one.querySelectorAll("[href*='#note.']")].map((mark) => limit(mark, mark === chosen))]);
      panel().show({
        title: [(task ?? row.cells[0]).textContent.trim(), ...names].join(", "),
        lines,
        texts: [...reasons(row, pair, chosen)],
        ways: { task: task?.href, row: `#${row.id}` },
        hash: `#${column < 0 ? row.id : cell.id}`,
        source: this.table.caption.textContent.trim(),
      });
    }

    subject(index) {
      return this.heads.at(-1)[index].head.dataset.subject ?? "";
    }

    sentence(cell, subject) {
      const item = element("li", { className: cell.className });
      const badge = cell.querySelector("i");
      // A state is no verb, and follows a colon, which the subject may already have.
      const says = `${subject}${cell.dataset.state ? ":" : ""} ${cell.querySelector("span").textContent}`.replace("::", ":");
      item.append(badge?.cloneNode(true) ?? "", element("span", { textContent: says.trim() }));
      return item;
    }
  }

  // The paragraphs to which a mark leads, without their lists of places.
  const paragraphs = (hash) => [...document.getElementById(hash.slice(1)).querySelectorAll("p:not(.references)")].map((one) => one.cloneNode(true));

  // A note at its number, with what it is about; or an open point.
  function limit(mark, isChosen, tag = "li") {
    const [first, ...rest] = paragraphs(mark.hash);
    first.prepend(element("b", { textContent: `${mark.ariaLabel}: ` }));
    const made = element(tag, { className: "limit" }, first, ...rest);
    made.toggleAttribute("data-chosen", !!isChosen);
    return made;
  }

  // The notes of the task, the tensions and exceptions of the place, and the statements about its cells.
  function* reasons(row, pair, chosen) {
    const [task] = row.cells;
    for (const mark of task.querySelectorAll("[href*='#note.']")) {
      yield limit(mark, mark === chosen, "div");
    }
    const ids = [row, ...pair].map(({ id }) => id);
    for (const departure of document.querySelectorAll(".departure[id]")) {
      if ([...departure.querySelectorAll(".references a")].some(({ hash }) => ids.includes(hash.slice(1)))) {
        const label = `‡ ${departure.closest(".part").querySelector("h3").textContent}`;
        yield limit({ hash: `#${departure.id}`, ariaLabel: label }, chosen?.matches(".sign"), "div");
      }
    }
    // Statements to which a baseline applies stand below its words.
    let said;
    for (const one of document.querySelectorAll("[data-about]")) {
      if (one.dataset.about.split(",").some((id) => ids.includes(id))) {
        const baseline = one.closest(".part .part").parentElement.querySelector(":scope > .statement > p");
        if (baseline && baseline !== said) {
          yield (said = baseline).cloneNode(true);
        }
        yield one.querySelector("p").cloneNode(true);
      }
    }
  }

  // ---- The panel -------------------------------------------------------------------------------------------------

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  let made;
  function panel() {
    if (made) {
      return made;
    }
    const name = element("h2", { id: "cell-panel.name" });
    const list = element("ul", {});
    const why = element("div", {});
    const ways = document.querySelector("template").content.firstElementChild.cloneNode(true);
    const close = element("button", { type: "button", className: "close", textContent: document.body.dataset.termClose });
    ways.append(close);
    const box = element("div", { className: "cell-panel", popover: "auto", tabIndex: -1 }, name, list, why, ways);
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-labelledby", name.id);
    close.addEventListener("click", () => box.hidePopover());
    document.body.append(box);
    let shown;
    const address = () => new URL(shown.hash, location.href).href;
    // Sentences, notes and open points, as they are read; with where they are from.
    const asText = () => [
      `${shown.title}.`,
      ...shown.lines.map((line) => line.lastElementChild.textContent.replace(/([^.])$/, "$1.")),
      ...shown.texts.filter((text) => text.matches(".limit")).map((text) => text.textContent.replace(/([^.])$/, "$1.")),
      `${shown.source}.`, document.querySelector(".standing")?.firstChild.textContent.trim() ?? "", address(),
    ].join(" ");
    const buttons = [...ways.querySelectorAll("button:not(.close)")].map((button) => [button, button.textContent]);
    buttons.forEach(([button], place) => button.addEventListener("click", () => take(button, place ? address() : asText())));
    ways.querySelector("[data-way=row]").addEventListener("click", () => box.hidePopover());
    made = {
      show(what) {
        shown = what;
        buttons.forEach(([button, words]) => { button.textContent = words; });
        name.textContent = what.title;
        list.replaceChildren(...what.lines);
        why.replaceChildren(...what.texts);
        for (const link of ways.querySelectorAll("[data-way]")) {
          const way = what.ways[link.dataset.way] ?? link.getAttribute("href");
          link.hidden = !way;
          link.href = way ?? "";
        }
        box.showPopover();
        box.focus({ preventScroll: true });
        box.querySelector("[data-chosen]")?.scrollIntoView({ block: "nearest" });
      },
    };
    return made;
  }

  function take(button, text) {
    navigator.clipboard?.writeText(text).then(() => { button.textContent = document.querySelector(".copy").dataset.copied; });
  }

  // ---- Filters in the address ---------------------------------------------------------------------------------------

  function remember(hash) {
    const search = query.size ? `?${query}` : "";
    try {
      history.replaceState(null, "", `${location.pathname}${search}${hash}`);
    } catch {
      // a page from a folder may be forbidden to change its address
    }
  }

  const matrices = [...document.querySelectorAll("table[data-matrix]")].map((table) => new Matrix(table));
  const show = () => matrices.forEach((matrix) => matrix.show());

  for (const link of links) {
    link.addEventListener("click", (event) => {
      const { key, value } = see(link);
      const matrix = matrices.find(({ filters }) => Object.values(filters).some((filter) => filter.key === key));
      if (!matrix || event.ctrlKey || event.metaKey || event.shiftKey) {
        return;
      }
      event.preventDefault();
      query.set(key, link.matches(":only-of-type") && query.get(key) ? "" : value); // a choice alone is a switch
      if (!query.get(key) && !narrow.matches) {
        query.delete(key);
      }
      remember(`#${matrix.part.id}`);
      show();
      if (!matrix.part.contains(link)) {
        matrix.part.scrollIntoView();
      }
    });
  }
  for (const button of document.querySelectorAll(".keys .copy")) {
    button.addEventListener("click", () => take(button, location.href));
  }

  function followAddress() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const cell = target?.closest("td");
    const matrix = cell && matrices.find(({ table }) => table.contains(cell));
    if (!matrix) {
      return;
    }
    if (!cell.checkVisibility()) {
      matrix.reveal(cell);
    }
    cell.scrollIntoView(); // below the headers, with room for the panel below it
    matrix.open(cell);
  }
  addEventListener("hashchange", followAddress);
  followAddress();
  narrow.addEventListener("change", show);
  addEventListener("beforeprint", () => { printing = true; show(); });
  addEventListener("afterprint", () => { printing = false; show(); });
})();
