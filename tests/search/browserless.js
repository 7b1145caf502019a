// The scripts of the search without a browser: node browserless.js FOLDER < questions > results, both as JSON.
// FOLDER holds the scripts of one language as they are published. With another argument only the answers, without hits.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

// The search of a folder, as `window.catalogueSearch` is on its page. Several need a context each, in which every global costs more.
function open(folder, names = ["parts", "stemmer", "words", "resolve", "engine"], context = vm.createContext({ console })) {
  const evaluate = context === globalThis ? vm.runInThisContext : (text, options) => vm.runInContext(text, context, options);
  const run = (name) => evaluate(fs.readFileSync(path.join(folder, name), "utf-8"), { filename: name });
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

async function answer(folder, only) {
  const { find, show, ready, loadWords, resolve } = open(folder, undefined, globalThis);
  const found = [];
  await ready();
  for (const question of JSON.parse(fs.readFileSync(0, "utf-8"))) {
    if (only) {
      await loadWords(question);
      found.push({ answer: await resolve(question) });
      continue;
    }
    const { results, answer } = await find(question);
    const hits = await show(results.slice(0, 10));
    found.push({ hits: hits.map(({ address, kind, title, text, answer: said }) => ({ address, kind, title, text, answer: said })), answer });
  }
  process.stdout.write(JSON.stringify(found));
}

if (require.main === module) {
  answer(...process.argv.slice(2));
}
