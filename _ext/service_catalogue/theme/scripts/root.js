// The choice of a language: a reader who has made it is led to that language the next time.
(function () {
  "use strict";

  const LANGUAGE = "catalogue.language"; // as in catalogue.js
  const links = [...document.querySelectorAll("main a[hreflang]")];
  try {
    const chosen = links.find(({ hreflang }) => hreflang === localStorage.getItem(LANGUAGE));
    if (chosen) {
      location.replace(chosen.href);
    }
    links.forEach((link) => link.addEventListener("click", () => localStorage.setItem(LANGUAGE, link.hreflang)));
  } catch {
    // A browser may keep nothing for a page from a folder.
  }
})();
