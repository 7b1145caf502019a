/* Added to each page by the live preview alone: loads the page again when it is built again, and shows what is wrong. */
(() => {
  "use strict";
  const { build } = document.currentScript.dataset;
  let source;
  let box;

  const show = (title, problem) => {
    box?.remove();
    box = undefined;
    if (!problem) return;
    box = document.createElement("section");
    box.id = "live-problem";
    box.setAttribute("role", "alert");
    const heading = document.createElement("p");
    heading.textContent = title;
    const text = document.createElement("pre");
    text.textContent = problem;
    text.tabIndex = 0;
    box.append(heading, text);
    document.body.append(box);
  };

  const listen = () => {
    source = new EventSource("/_live/events");
    source.addEventListener("message", (event) => {
      const state = JSON.parse(event.data);
      if (state.build === build) show(state.title, state.problem);
      else location.reload();
    });
  };

  // A browser opens few connections to one address: a page that nobody sees gives up its own.
  document.addEventListener("visibilitychange", () => {
    source?.close();
    if (!document.hidden) listen();
  });
  listen();
})();
