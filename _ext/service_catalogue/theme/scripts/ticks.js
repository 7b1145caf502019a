// Ticks for the tasks of a party, stored on the device with the digest of the text that each was set for.
(function () {
  "use strict";

  const line = document.querySelector("[data-ticks]");
  if (!line) {
    return;
  }
  const key = `catalogue.ticks.${line.dataset.ticks}`;
  const done = line.querySelector("b");
  const items = [...document.querySelectorAll("[data-text]")];

  function kept() {
    try {
      const found = JSON.parse(localStorage.getItem(key));
      return found && typeof found === "object" ? found : {};
    } catch {
      return {};
    }
  }

  function keep() {
    try {
      localStorage.setItem(key, JSON.stringify(ticks));
    } catch {
      line.querySelector("[data-kept]").hidden = true; // a strict private mode keeps nothing
      line.querySelector("[data-lost]").hidden = false;
    }
  }

  const ticks = kept();

  function show() {
    let count = 0;
    let changed = 0;
    for (const { box, mark, item, place } of boxes) {
      const text = ticks[place];
      box.checked = text === item.dataset.text;
      const isChanged = Boolean(text) && !box.checked;
      mark.hidden = !isChanged;
      count += box.checked;
      changed += isChanged;
    }
    done.textContent = count;
    line.querySelector("button").hidden = !count && !changed;
    line.querySelector("[data-changed]").hidden = !changed;
  }

  const boxes = items.map((item) => {
    const link = item.querySelector("a");
    const place = link.hash.slice(1);
    const box = document.createElement("input");
    const heading = item.closest(".duty-place").querySelector("h3");
    box.type = "checkbox";
    box.setAttribute("aria-label", [link.textContent, heading?.textContent].filter(Boolean).join(", "));
    box.addEventListener("change", () => {
      if (box.checked) {
        ticks[place] = item.dataset.text;
      } else {
        delete ticks[place];
      }
      keep();
      show();
    });
    item.prepend(box);
    const mark = document.createElement("small");
    mark.textContent = line.dataset.mark;
    mark.hidden = true;
    item.append(mark);
    return { box, mark, item, place };
  });

  line.querySelector("button").addEventListener("click", () => {
    for (const place of Object.keys(ticks)) {
      delete ticks[place];
    }
    keep();
    show();
  });
  show();
})();
