// Filters the work of a party by service, place and letter; the choice is in the address.
(function () {
  "use strict";

  const form = document.querySelector("form[data-work]");
  if (!form) {
    return;
  }
  const names = ["service", "layer", "letter"];
  const rows = [...document.querySelectorAll("table.work tr[data-services]")];

  function show() {
    const [service, place, letter] = names.map((name) => form.elements[name].value);
    for (const cell of document.querySelectorAll("table.work [data-place]")) {
      cell.hidden = Boolean(place) && cell.dataset.place !== place;
    }
    for (const row of rows) {
      const cells = [...row.querySelectorAll("td[data-place]:not([hidden])")];
      const has = ({ dataset }) => (letter ? dataset.letters?.includes(letter) : dataset.letters);
      row.hidden = !((!service || row.dataset.services.split(" ").includes(service)) && cells.some(has));
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
  if (!location.search && form.elements.layer.options.length > 2 && matchMedia("(max-width: 47.99rem)").matches) {
    form.elements.layer.selectedIndex = 1; // a phone has room for one place
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
