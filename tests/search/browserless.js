// The scripts of the search without a browser: node browserless.js FOLDER < questions > results, both as JSON.
// FOLDER holds the scripts of one language as they are published.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

// The search of a folder, as `window.catalogueSearch` is on its page.
function open(folder, names = ["parts", "stemmer", "words", "answers", "engine"]) {
  const context = vm.createContext({ console });
  const run = (name) => vm.runInContext(fs.readFileSync(path.join(folder, name), "utf-8"), context, { filename: name });
  context.window = context;
  context.document = {
    currentScript: { src: "parts.js" },
    createElement: () => ({ remove() {} }),
    head: {
      append(script) {
        queueMicrotask(() => {
          try {
            run(script.src.split("?")[0]);
          } catch {
            script.onerror();
            return;
          }
          script.onload();
        });
      },
    },
  };
  // As they are written, or with a digest in the name, as they are published.
  const files = fs.readdirSync(folder);
  names.forEach((name) => run(files.find((file) => new RegExp(`^${name}(\\.[0-9a-f]{10})?\\.js$`).test(file))));
  return context.catalogueSearch;
}

module.exports = { open };

async function answer(folder) {
  const { find, show } = open(folder);
  const found = [];
  for (const question of JSON.parse(fs.readFileSync(0, "utf-8"))) {
    const { results } = await find(question);
    found.push((await show(results.slice(0, 10))).map(({ address, kind, title, text, answer: said }) => ({ address, kind, title, text, answer: said })));
  }
  process.stdout.write(JSON.stringify(found));
}

if (require.main === module) {
  answer(process.argv[2]);
}
