// Compares any two services in the browser, from the data for machines; related services have a page of their own.
(function () {
  "use strict";

  const form = document.querySelector("form[data-compare]");
  if (!form) {
    return;
  }
  const words = JSON.parse(form.dataset.words);
  const shown = document.querySelector("[data-compared]");
  const lang = document.documentElement.lang;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const plain = (text) => text?.[lang] ?? Object.values(text ?? {})[0] ?? "";

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  // The matrices of a service by id, without one if it is alone, each with its cells by place.
  function matrices(service, isAlone) {
    const found = service.matrix ? [service.matrix] : service.matrices;
    return new Map(found.map((matrix) => {
      const axes = Object.keys(matrix.axes);
      const places = new Map();
      for (const cell of matrix.cells) {
        const values = axes.map((axis) => cell[axis]);
        const key = JSON.stringify([cell.task, ...axes.flatMap((axis, index) => [axis, values[index]])]);
        const place = places.get(key) ?? { task: cell.task, axes, values, cells: new Map() };
        place.cells.set(cell.party, cell);
        places.set(key, place);
      }
      for (const [key, { cells }] of places) {
        if ([...cells.values()].every(({ state }) => state === "n-a")) {
          places.delete(key);
        }
      }
      return [isAlone ? "" : matrix.id ?? "", { ...matrix, places }];
    }));
  }

  function compare(catalogue, services) {
    const byId = (list) => new Map(list.map((one) => [one.id, one]));
    const [tasks, parties, layers, schemes] = ["tasks", "parties", "layers", "schemes"].map((kind) => byId(catalogue[kind]));
    const axes = new Map([["layer", layers], ...(catalogue.axes ?? []).map((axis) => [axis.id, byId(axis.values)])]);
    const isAlone = services.every(({ matrix }) => matrix);
    const sides = services.map((service) => matrices(service, isAlone));
    const [known, others] = sides.map((side) => [...side.values()].map((matrix) => Object.keys(matrix.axes).join()));
    if (known.length && others.length && !others.some((names) => known.includes(names))) {
      shown.append(element("p", { class: "lead" }, element("b", {}, words.axes)));
      return;
    }
    const letters = (matrix) => new Map(schemes.get(matrix.scheme).letters.map((letter) => [letter.letter, letter]));
    const inWords = (cell, matrix) => cell.state || [...cell.roles].map((letter) => plain(letters(matrix).get(letter).word)).join(", ");
    const named = (ids) => ids.map((id) => plain(parties.get(id).definite) || plain(parties.get(id).name)).join(", ") || words.nobody;
    const having = (place, matrix, duty) => (place ? [...place.cells.values()] : [])
      .filter(({ roles }) => [...roles].some((letter) => letters(matrix).get(letter).duty === duty)).map(({ party }) => party);

    function whatHappens(pair, both) {
      const missing = pair.findIndex((place) => !place);
      if (missing >= 0) {
        return fill(words.only, { service: services[1 - missing].code });
      }
      for (const [kind, duty] of [["moves", "answers-for"], ["works", "does"]]) {
        const [before, after] = pair.map((place, index) => having(place, both[index], duty));
        if ([...before].sort().join() !== [...after].sort().join()) {
          return fill(words[kind], { before: named(before), after: named(after) });
        }
      }
      const [one, other] = pair.map((place, index) => [...place.cells.values()]
        .map((cell) => [cell.party, inWords(cell, both[index])]).filter(([, said]) => said).sort().join());
      return one === other ? "" : words.roles;
    }

    const groups = new Map();
    let total = 0;
    for (const id of new Set(sides.flatMap((side) => [...side.keys()]))) {
      const both = sides.map((side) => side.get(id));
      for (const key of new Set(both.flatMap((matrix) => [...(matrix?.places.keys() ?? [])]))) {
        const pair = both.map((matrix) => matrix?.places.get(key));
        const happens = whatHappens(pair, both);
        total += 1;
        if (happens) {
          groups.set(happens, [...(groups.get(happens) ?? []), { pair, both }]);
        }
      }
    }
    const differing = [...groups.values()].reduce((sum, rows) => sum + rows.length, 0);
    shown.append(element("p", { class: "lead" }, element("b", {}, fill(words.differing, { count: differing, total }))));
    if (differing) {
      shown.append(table(groups));
    }

    function cells({ pair, both }) {
      return pair.flatMap((place, index) => {
        const columns = both[index]?.parties ?? [];
        if (place || !columns.length) {
          return columns.map((party, column) => cellOf(place, party, column, index, both));
        }
        // A dash in each column would say that the task is there and nobody has a role in it.
        const side = index ? "absent second" : "absent";
        return element("td", { class: side, colspan: columns.length }, fill(words.missing, { service: services[index].code }));
      });
    }

    function cellOf(place, party, column, index, both) {
      const cell = place.cells.get(party);
      const side = element("td", { class: `party-${column % 6}${index && !column ? " second" : ""}`, "data-in": `${services[index].code} ${plain(parties.get(party).short ?? parties.get(party).name)}` });
      if (cell?.roles) {
        const known = letters(both[index]);
        side.append(element("i", { "aria-hidden": "true" },
          ...[...cell.roles].map((letter) => element("b", { class: (known.get(letter).duty ?? "")[0] ?? "" }, letter))));
      } else {
        side.append(element("i", { class: "no-role", "aria-hidden": "true" }, cell?.state || "–"));
      }
      side.append(element("span", { class: "visually-hidden" }, cell ? inWords(cell, both[index]) || words.none : fill(words.missing, { service: services[index].code })));
      return side;
    }

    function table(all) {
      const made = element("table", { class: "differences" }, element("caption", { class: "visually-hidden" }, words.caption));
      const anchors = new Set();
      for (const [happens, rows] of all) {
        const body = element("tbody", {}, element("tr", { class: "group" },
          element("th", { scope: "rowgroup", colspan: "20" }, happens, " ", element("span", {}, String(rows.length)))));
        for (const row of rows) {
          const { task, axes: names, values } = row.pair.find(Boolean);
          const place = values.map((value, index) => plain(axes.get(names[index])?.get(value)?.name)).join(", ");
          const link = element("a", { href: fill(form.dataset.task, { task }) }, plain(tasks.get(task).name));
          const head = element("th", { scope: "row" }, link, " ", element("span", { class: "places" }, place));
          body.append(element("tr", anchors.has(task) ? {} : { id: `row.${task}` }, head, ...cells(row)));
          anchors.add(task);
        }
        made.append(body);
      }
      const heads = services.flatMap((service, index) => [...sides[index].values()].slice(0, 1).flatMap((matrix) =>
        matrix.parties.map((party, column) => element("th", { scope: "col", class: `party-${column % 6}${index && !column ? " second" : ""}` },
          element("span", { class: "code" }, service.code), " ", plain(parties.get(party).short ?? parties.get(party).name)))));
      made.prepend(element("thead", {}, element("tr", {}, element("th", { scope: "col" }, words.task), ...heads)));
      return element("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": words.caption }, made);
    }
  }

  async function show() {
    const asked = new URLSearchParams(location.search);
    const ids = ["a", "b"].map((name) => asked.get(name) ?? "");
    const known = [...form.elements.a.options].map(({ value }) => value);
    if (!ids.every((id) => known.includes(id))) {
      form.elements.b.selectedIndex = 1;
      return;
    }
    form.elements.a.value = ids[0];
    form.elements.b.value = ids[1];
    const names = [ids.join("-"), ids.toReversed().join("-")].map((name) => `compare/${name}`);
    const page = [...document.querySelectorAll(".part-list a")].find(({ pathname }) => names.some((name) => pathname.replace(/(?:\.html|\/)$/, "").endsWith(name)));
    if (ids[0] === ids[1]) {
      shown.textContent = words.same;
    } else if (page) {
      location.replace(page.href + location.hash);
    } else {
      try {
        const { href } = new URL(form.dataset.compare, location);
        const files = [href, ...ids.map((id) => new URL(`services/${id}.json`, href))];
        const [catalogue, ...services] = await Promise.all(files.map((file) => fetch(file).then((found) => found.json())));
        compare(catalogue, services);
        document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
      } catch {
        shown.textContent = words.failed;
      }
    }
  }

  form.hidden = false;
  show();
})();
