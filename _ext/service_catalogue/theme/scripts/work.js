// Filters the work of a party by service, group, place and letter; the choice is in the address.
(function () {
  "use strict";

  const form = document.querySelector("form[data-work]");
  if (!form) {
    return;
  }
  const names = ["service", "group", "layer", "letter"];
  const rows = [...document.querySelectorAll("table.work tr[data-services]")];

  function show() {
    const [service, group, place, letter] = names.map((name) => form.elements[name].value);
    for (const table of document.querySelectorAll("table.work")) {
      table.toggleAttribute("data-of-place", Boolean(place)); // a phone shows a row as a line
    }
    for (const cell of document.querySelectorAll("table.work [data-place]")) {
      cell.hidden = Boolean(place) && cell.dataset.place !== place;
    }
    for (const row of rows) {
      const cells = [...row.querySelectorAll("td[data-place]:not([hidden])")];
      const has = ({ dataset }) => (letter ? dataset.letters?.includes(letter) : dataset.letters);
      const asked = (!service || row.dataset.services.split(" ").includes(service)) && (!group || row.parentNode.dataset.group === group);
      row.hidden = !(asked && cells.some(has));
    }
    for (const body of document.querySelectorAll("table.work tbody")) {
      body.hidden = !body.querySelector("tr[data-services]:not([hidden])");
    }
    const count = form.querySelector("output");
    count.textContent = `${rows.filter((row) => !row.hidden).length} ${count.dataset.of} ${rows.length}`;
  }

  const asked = new URLSearchParams(location.search);
  for (const name of names) {
    const value = asked.get(name) ?? "";
    form.elements[name].value = [...form.elements[name].options].some((option) => option.value === value) ? value : "";
  }
  form.addEventListener("change", () => {
    const chosen = new URLSearchParams(names.map((name) => [name, form.elements[name].value]).filter(([, value]) => value));
    history.replaceState(null, "", chosen.size ? `?${chosen}` : location.pathname);
    show();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  show();
})();
