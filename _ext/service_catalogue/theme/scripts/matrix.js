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
        .map((row) => ({ row, cells: [...row.cells].filter((cell) => cell.matches("td:not(.row-marks)")) }))
        .filter(({ cells }) => cells.length);
      this.heads = [...table.tHead.rows].map((row) => this.spans([...row.cells].filter((cell) => !cell.matches(".corner, .row-marks"))));
      this.groups = this.spans([...table.querySelectorAll("colgroup:not(.tasks)")]);
      this.outer = []; // for each column, which value of the first axis it stands under
      this.heads[0].forEach(({ head, from, to }, index) => {
        for (let column = from; column < to; column += 1) {
          this.outer[column] = head.matches(".place") ? index : 0;
        }
      });
      this.filters = Object.fromEntries(["party", "place", "only", "as"].map((kind) => {
        const key = table.dataset[kind];
        const own = [...this.part.querySelectorAll(`.filter-${kind} a`)].map(see);
        return [kind, { key, values: own.map(({ value }) => value).filter(Boolean) }];
      }));
      const first = this.rows[0]?.cells.findIndex((cell) => cell.matches(".opens")) ?? -1;
      this.opening = first < 0 ? "" : this.filters.place.values[this.outer[first]] ?? "";
      this.at = this.rows[0]?.cells[0];
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
      const tally = new Map(); // party and letter → in how many cells
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
          pair.forEach((cell, index) => letters(cell).forEach((letter) => {
            tally.set(index + letter, (tally.get(index + letter) ?? 0) + 1);
          }));
        }
        row.hidden = !wanted;
        cells.forEach((cell, column) => { cell.hidden = !isShown(column); });
      }
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
      this.table.toggleAttribute("data-sentences", this.chosen("as") === "sentences");
      this.scroller.toggleAttribute("data-whole", places.values.length > 0 && atPlace < 0);

      for (const line of this.part.querySelectorAll("[data-of]")) {
        const ofOne = line.dataset.of === "party";
        line.hidden = ofOne === ofParty < 0;
        line.querySelector(":scope > b:last-child").textContent = total;
        for (const number of line.querySelectorAll("[data-letter]")) {
          number.textContent = tally.get((number.dataset.party ?? ofParty) + number.dataset.letter) ?? 0;
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
      const column = this.rows.find(({ cells }) => cells.includes(cell)).cells.indexOf(cell);
      if (narrow.matches && this.filters.place.key) {
        query.set(this.filters.place.key, this.filters.place.values[this.outer[column]]);
      }
      this.show();
    }

    // ---- The cells: one tab stop, arrow keys, and a panel ------- -----------------------------------------------------

    stop(cell) {
      this.at?.removeAttribute("tabindex");
      this.at = cell;
      cell?.setAttribute("tabindex", "0");
    }

    walk(event) {
      const grid = this.rows.filter(({ row }) => !row.hidden).map(({ cells }) => cells.filter((cell) => !cell.hidden));
      const y = grid.findIndex((cells) => cells.includes(event.target));
      if (y < 0 || event.ctrlKey || event.altKey || event.metaKey) {
        return;
      }
      const x = grid[y].indexOf(event.target);
      const to = {
        ArrowRight: grid[y][x + 1], ArrowLeft: grid[y][x - 1], ArrowDown: grid[y + 1]?.[x], ArrowUp: grid[y - 1]?.[x],
        Home: grid[y][0], End: grid[y].at(-1),
      }[event.key];
      if (to) {
        event.preventDefault();
        this.stop(to);
        to.focus();
      } else if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        this.open(event.target);
      }
    }

    click(event) {
      const cell = event.target.closest("td");
      if (cell && (cell.id || event.target.closest(".mark")) && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        this.open(cell);
      }
    }

    open(cell) {
      const line = this.rows.find(({ row }) => row === cell.parentElement);
      const column = line.cells.indexOf(cell);
      const first = column - (column % this.parties);
      const pair = column < 0 ? [] : line.cells.slice(first, first + this.parties);
      const names = column < 0 ? [] : this.heads.flat()
        .filter(({ head, from, to }) => head.matches(".place") && from <= column && column < to)
        .map(({ head }) => head.textContent.trim());
      const task = line.row.cells[0].firstElementChild ?? line.row.cells[0];
      if (column >= 0) {
        this.stop(cell);
        cell.focus({ preventScroll: true });
        remember(`#${cell.id}`);
      }
      panel().show(
        [task.textContent.trim(), ...names].join(", "),
        pair.map((one, index) => this.sentence(one, this.subject(index))),
        [...reasons(line.row, pair)],
        `#${column < 0 ? line.row.id : cell.id}`,
      );
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

  // The notes and departures of the cells and of their task, and the statements about them.
  function* reasons(row, pair) {
    const places = [...row.querySelectorAll("td.row-marks"), ...pair];
    const marks = places.flatMap((place) => [...place.querySelectorAll(".mark")]);
    for (const [hash, mark] of new Map(marks.map((mark) => [mark.hash, mark]))) {
      const reason = document.getElementById(hash.slice(1)).cloneNode(true);
      if (reason.matches(".departure")) {
        yield element("p", { className: "departure-label", textContent: mark.ariaLabel });
        reason.querySelector("b").remove();
      }
      yield* reason.querySelectorAll("p:not(.references)");
    }
    const hashes = new Set(pair.map((cell) => `#${cell.id}`));
    const claims = [...document.querySelectorAll(".claims a")].filter((link) => hashes.has(link.getAttribute("href")));
    for (const statement of new Set(claims.map((link) => link.closest(".statement")))) {
      yield statement.querySelector("p").cloneNode(true);
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
    const copy = document.querySelector(".controls .copy").cloneNode(true);
    const words = copy.textContent;
    const close = element("button", { type: "button", textContent: document.body.dataset.termClose });
    const box = element("div", { className: "cell-panel", popover: "auto", tabIndex: -1 }, name, list, why,
      element("p", { className: "panel-ways" }, copy, close));
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-labelledby", name.id);
    close.addEventListener("click", () => box.hidePopover());
    document.body.append(box);
    let address = "";
    copy.addEventListener("click", () => take(copy, new URL(address, location.href).href));
    made = {
      show(title, sentences, texts, hash) {
        address = hash;
        copy.textContent = words;
        name.textContent = title;
        list.replaceChildren(...sentences);
        why.replaceChildren(...texts);
        box.showPopover();
        box.focus({ preventScroll: true });
      },
    };
    return made;
  }

  function take(button, address) {
    navigator.clipboard?.writeText(address).then(() => { button.textContent = button.dataset.copied; });
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
  for (const button of document.querySelectorAll(".controls .copy")) {
    button.addEventListener("click", () => take(button, location.href));
  }

  function followAddress() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const cell = target?.closest("td");
    const matrix = cell && matrices.find(({ table }) => table.contains(cell));
    if (matrix && !cell.checkVisibility()) {
      matrix.reveal(cell);
      cell.scrollIntoView({ block: "center" });
    }
  }
  addEventListener("hashchange", followAddress);
  followAddress();
  narrow.addEventListener("change", show);
  addEventListener("beforeprint", () => { printing = true; show(); });
  addEventListener("afterprint", () => { printing = false; show(); });
})();
