// The language of a reader who has chosen one leads: to its pages, or on a page of all languages, to its side.
(function () {
  "use strict";

  const LANGUAGE = "catalogue.language"; // as in catalogue.js
  const links = [...document.querySelectorAll("a[hreflang]")];
  try {
    const known = localStorage.getItem(LANGUAGE) ?? (links[0]?.hash && navigator.language.split("-")[0]);
    const chosen = links.find(({ hreflang }) => hreflang === known);
    if (chosen && !(chosen.hash && location.hash)) {
      location.replace(chosen.href);
    }
    links.forEach((link) => link.addEventListener("click", () => localStorage.setItem(LANGUAGE, link.hreflang)));
  } catch {
    // A browser may keep nothing for a page from a folder.
  }
})();
