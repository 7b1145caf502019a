// The scripts of the search by themselves; test_scripts.py runs this with the folders of four indexes in INDEXES.
"use strict";

const assert = require("node:assert/strict");
const path = require("node:path");
const test = require("node:test");
const { open } = require("./browserless.js");

const [da, en, fresh, named] = ["da", "en", "new", "named"].map((name) => open(path.join(process.env.INDEXES, name)));
test.before(() => Promise.all([da, en, fresh, named].map((search) => search.ready())));
const read = async (search, question) => {
  await search.loadWords(question);
  return search.read(question);
};
const meant = async (search, question) => Array.from((await read(search, question)).tokens, ({ means }) => [...means.keys()][0]);
const first = async (search, question, filters) => (await search.show((await search.find(question, filters)).results.slice(0, 1)))[0];

test("words are folded: capitals, accents, Danish letters and the full stops of abbreviations do not count", async () => {
  assert.equal(da.cut("OVERVÅGNING"), da.cut("overvaagning"));
  assert.equal(da.cut("overva\u030agning"), da.cut("overvågning"));
  assert.equal(en.cut("Café"), en.cut("cafe"));
  assert.equal(en.cut("A.M"), "am");
});

test("the distance of two words counts letters put in, left out, changed and swapped, up to a limit", async () => {
  assert.equal(en.distance("backup", "backup", 2), 0);
  assert.equal(en.distance("backup", "bakup", 2), 1);
  assert.equal(en.distance("backup", "backuup", 2), 1);
  assert.equal(en.distance("backup", "bazkup", 2), 1);
  assert.equal(en.distance("backup", "bakcup", 2), 1);
  assert.equal(en.distance("backup", "restore", 2), Infinity);
  assert.equal(en.distance("backup", "backup12", 1), Infinity);
});

test("a word with a mistake means the nearest key, and no other if it is known", async () => {
  assert.deepEqual(await meant(en, "bakcup"), ["backup"]);
  assert.deepEqual(await meant(en, "backup"), ["backup"]);
});

test("all forms of a verb with its particle mean the noun", async () => {
  for (const form of ["back up", "backs up", "backed up", "backing up", "back-ups"]) {
    assert.equal((await meant(en, `who ${form} middleware`))[0], "backup", form);
  }
  assert.ok(!(await meant(en, "we are here")).includes(en.cut("wear")), "two small words are no verb with its particle");
});

test("a compound that is in no text is two words, and what was written apart is one", async () => {
  assert.deepEqual(await meant(da, "restore360 "), ["restor", "360"]);
  assert.ok([...(await read(da, "kapacitets styring")).tokens[0].means.keys()].includes(da.cut("kapacitetsstyring")));
  assert.ok([...(await read(da, "brugere adgang")).tokens[0].means.keys()].includes(da.cut("brugeradgang")), "the first may be inflected");
});

test("a form from which the stemmer cuts off too little is the same word", async () => {
  const bare = [...(await read(da, "kapacitet")).tokens[0].means.keys()];
  const definite = [...(await read(da, "kapaciteten")).tokens[0].means.keys()];
  assert.ok(bare.some((key) => definite.includes(key)));
});

test("a task whose name is a compound is found by its first part", async () => {
  assert.equal((await first(da, "konfigurationen")).address, "tasks/configuration-management.html");
});

test("an everyday word means the field's, alone or with the one after it", async () => {
  assert.ok((await read(en, "who copies it")).tokens[0].means.has("backup"));
  assert.ok((await read(en, "who mirrors it")).tokens[0].means.has("backup"), "another of the same group");
  assert.ok((await read(en, "root cause")).tokens.some(({ means }) => means.has("problem")));
  assert.ok((await read(en, "phone us")).tokens[0].calls.some((said) => said.join(" ") === "servic desk"), "a name of several words");
  assert.equal((await read(en, "3 am")).tokens.length, 1);
  assert.ok(!(await read(en, "constructor")).tokens[0].means.has("constructor"));
});

test("an everyday word whose stem names something else in the catalogue counts as it is written", async () => {
  assert.ok((await read(en, "the operator")).tokens[0].means.has("provid"));
  assert.ok((await read(en, "the operators")).tokens[0].means.has("provid"));
  assert.ok(!(await read(en, "the operations")).tokens[0].means.has("provid"));
});

test("a long word with one wrong letter is recognised if no other word is as near", async () => {
  assert.ok((await read(en, "aplication")).tokens[0].means.get("applic") > 0.9);
  assert.ok((await read(en, "bakup ")).tokens[0].means.get("backup") < 0.9, "a short one is less sure");
});

test("whose word asks says little of what is asked for, and a name that it stands in is still found", async () => {
  const [charge, security] = (await read(en, "who is in charge of security")).tokens;
  assert.ok(charge.asks && charge.weight < security.weight);
  assert.equal((await first(en, "who are those in charge of the application")).address, "glossary.html#application-responsible");
});

test("an expression is no word with a small one after it", async () => {
  assert.ok((await read(en, "how many service windows a month")).tokens.some(({ word }) => word === "windows"));
});

test("of a word of three letters one may be left out", async () => {
  assert.deepEqual(await meant(en, "usr "), ["user"]);
});

test("a letter of the matrix is meant beside a word that asks for its meaning, and is a small word elsewhere", async () => {
  const code = async (search, question) => (await read(search, question)).tokens.find((token) => token.code !== undefined)?.word;
  assert.equal(await code(da, "hvad betyder i i matricen"), "i");
  assert.equal(await code(en, "what does A mean"), "a");
  assert.equal(await code(da, "hvad betyder note 3 i matricen"), undefined);
  assert.equal(await code(en, "what does a dash mean"), undefined);
});

test("who pays is answered by no letter", async () => {
  for (const [search, question] of [[en, "who pays for backup"], [da, "hvem betaler for backup"]]) {
    assert.ok((await read(search, question)).paying, question);
    const { results } = await search.find(question);
    assert.ok(!["task", "cell"].includes(results[0].kind), question);
  }
  assert.ok((await read(en, "is there an SLA for backup")).paying, "nor how well it is kept");
  assert.ok(!(await read(en, "taking delivery from the vendor before we pay")).paying, "it is not what is asked");
});

test("what something is, is answered by a term before a statement that has the word", async () => {
  for (const question of ["what is an operating model", "what is monitoring", "what is a server"]) {
    assert.equal((await first(fresh, question)).kind, "term", question);
  }
});

test("what a definition explains finds the statements and notes about it, which have no word of it", async () => {
  const { results } = await fresh.find("malicious programs"); // of an antivirus scan, which note 2 is about
  const addresses = (await fresh.show(results)).map(({ address }) => address);
  assert.equal(addresses[0], "glossary.html#antivirus-scan");
  assert.ok(addresses.includes("services/2a.html#note.2"), addresses);
});

test("a question is about time if it begins so", async () => {
  assert.ok((await read(en, "when are patches deployed")).timing);
  assert.ok((await read(da, "hvor tit får vi en rapport")).timing);
  assert.ok(!(await read(en, "who is told when patches fail")).timing);
  assert.ok((await read(en, "how long does it take")).timing);
  assert.ok(!(await read(en, "long response times")).timing);
});

test("compounds are looked for where a word is not known, or still being typed", async () => {
  const means = async (question) => [...(await read(da, question)).tokens[0].means.keys()];
  assert.deepEqual((await means("backup?")).filter((key) => key.startsWith("backup") && key !== "backup"), []);
  assert.ok((await means("middlewa")).includes(da.cut("middleware")));
});

test("what a party has on a layer is answered as a whole, and no cell beside it", async () => {
  const { results } = await en.find("what must I do on middleware");
  assert.equal((await en.show(results.slice(0, 1)))[0].title, "The customer: 2A Platform operations");
  assert.ok(!results.some(({ kind }) => kind === "cell"));
  assert.equal((await first(en, "who restores middleware")).kind, "cell");
});

test("the genitive of a short name is that of the name", async () => {
  assert.deepEqual((await meant(da, "statens its opgaver")).slice(0, 2), ["stat", "it"]);
});

test("questions are distinguished by how they ask", async () => {
  assert.equal((await read(en, "whom do I call")).asking, true);
  assert.equal((await read(en, "what is a server")).defining, true);
  assert.equal((await read(en, "difference between an incident and a problem")).defining, true);
  assert.equal((await read(en, "may we create users")).deciding, true);
  assert.equal((await read(en, "backup")).asking || (await read(en, "backup")).defining || (await read(en, "backup")).deciding, false);
});

test("a name comes before a mention", async () => {
  const { results } = await en.find("backup");
  assert.deepEqual(new Set(results.slice(0, 2).map(({ kind }) => kind)), new Set(["task", "term"]));
  results.reduce((before, { worth }) => assert.ok(worth <= before) ?? worth, Infinity);
});

test("a cell is an answer to who does a task on a layer, with all that belongs to it", async () => {
  const { kind, address, answer } = await first(en, "who backs up middleware?");
  assert.equal(kind, "cell");
  assert.equal(address, "services/2a.html#backup.middleware.provider");
  assert.match(answer, /^Statens It is accountable for and carries out Backup on Middleware\. The customer is informed\. Note 5, about the customer’s I: /);
  assert.equal((await first(en, "who is accountable for backup of middleware")).address, address, "a letter asks");
  assert.equal((await first(en, "who performs backup of middleware")).address, address, "to do something says little");
  assert.match((await first(en, "who backs up the application?")).answer, /^The customer is accountable for Backup on Applications\. .*Note 6, .*The text also says/);
});

test("an everyday word finds, and no cell is stated for it", async () => {
  assert.match((await first(fresh, "who makes a snapshot")).address, /backup/);
  assert.ok(!(await fresh.find("who snapshots middleware")).results.some(({ kind }) => kind === "cell"));
});

test("nothing is stated for a word that asks, or that the text of its service alone has", async () => {
  for (const [search, question] of [[da, "hvem har ansvaret for serverne"], [en, "responsible for middleware"], [en, "who offers middleware"]]) {
    assert.equal((await search.find(question)).answer, undefined, question);
  }
});

test("a layer that is only guessed is no cell unless somebody asks", async () => {
  const { results } = await en.find("monitoring of software");
  assert.ok(!results.some(({ kind }) => kind === "cell"));
});

test("a party and a letter find the duties of that party alone", async () => {
  for (const [search, question, anchor] of [
    [en, "What am I informed about?", "customer.html#informed"],
    [en, "tasks where the customer is consulted", "customer.html#consulted"],
    [en, "what is Statens It accountable for", "provider.html#accountable"],
    [en, "what does Statens It carry out", "provider.html#responsible"],
    [da, "statens its forpligtelser", "provider.html"],
  ]) {
    assert.equal((await first(search, question)).address, `parties/${anchor}`, question);
  }
  const informed = await en.show((await en.find("informed")).results);
  assert.ok(!informed.some(({ address }) => address.endsWith("#informed") && address.startsWith("parties/")), "no party is called");
});

test("a service is not named by what names a task too, and others in force have a say", async () => {
  const { answer } = await named.find("who is accountable for monitoring on servers");
  assert.ok(answer.services.length > 1 && answer.lines.every(({ text }) => text.startsWith("In ")));
  assert.equal((await named.find("who is accountable for monitoring on servers in H1")).answer.title, "H1 Monitoring");
});

test("filters let through what belongs to them alone", async () => {
  const { results } = await en.find("backup", { kind: "statement", names: ["layer:middleware"] });
  const shown = await en.show(results);
  assert.ok(shown.some(({ address }) => address === "services/2a.html#security-4"));
  assert.ok(shown.every(({ kind }) => kind === "statement"));
});

test("a part of another edition is refused, and may come right the next time", async () => {
  const search = open(path.join(process.env.INDEXES, "en"));
  await search.ready();
  const [[, name]] = search.index.rare;
  const { put } = search;
  search.put = (part, data) => put("rare.0123456789", data);
  await assert.rejects(search.load([name]));
  search.put = put;
  await search.load([name]);
});

test("no question breaks it", async () => {
  for (const question of ["", " ", "-", "a", "?", "'s", "(a+)+$", "constructor __proto__", "\u202eabc", "0", "a ".repeat(500), "x".repeat(5000)]) {
    assert.ok(Array.isArray((await en.find(question)).results), question);
  }
});

test("every kind of entry has a worth", async () => {
  for (const search of [da, en]) {
    for (const question of ["iso 27001", "backup", "kunde customer", "matrix", "middleware"]) {
      assert.ok((await search.find(question)).results.every(({ worth }) => worth > 0), question);
    }
  }
});
