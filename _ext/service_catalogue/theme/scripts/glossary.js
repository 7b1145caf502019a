// The filter of the glossary: shows the terms whose entry has all of the words. Without it the whole list is visible.
(function () {
  "use strict";

  const finder = document.querySelector("[data-glossary-filter]");
  const [input, count] = [finder.querySelector("input"), finder.querySelector("output")];
  const entries = [...document.querySelectorAll(".glossary-entry")].map((entry) => [entry, entry.textContent.toLowerCase()]);
  const parts = [...new Set(entries.map(([entry]) => entry.closest(".part")))].filter(Boolean);

  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/);
    entries.forEach(([entry, text]) => { entry.hidden = !words.every((word) => text.includes(word)); });
    parts.forEach((part) => { part.hidden = !part.querySelector(".glossary-entry:not([hidden])"); });
    count.textContent = `${entries.filter(([entry]) => !entry.hidden).length} / ${entries.length}`;
  });
  // A link to a term that is hidden shows it.
  addEventListener("hashchange", () => {
    if (document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("[hidden]")) {
      input.value = "";
      input.dispatchEvent(new Event("input"));
      document.getElementById(decodeURIComponent(location.hash.slice(1))).scrollIntoView();
    }
  });
  finder.hidden = false;
})();
