// Sentences that answer a question: of a cell, of the row of a task, or that the source says nothing.
(function () {
  "use strict";

  const search = window.catalogueSearch;
  const { load, item, partOf, postings, kindOf, fold, cut, WORD } = search;

  const FAVOURED = 3; // services whose cells are looked at
  const COMPARED = 8; // parts of the index with the answers of services, most that are loaded to compare them
  const LEADING = 0.75; // least share of the best score of its kind with which a task or layer is meant
  const MEANT = 0.9; // coverage of a word by a task and a layer whose cell is a result
  const BY_NAME = 0.5; // least score of a word for what it names
  const OF_TASK = 0.25; // least score of a word for a task whose cell is a result: more than of one in its definition
  const NAMING = 0.8; // least score of a word in the name of a task of which a sentence is about
  const OWN = 0.75; // certainty that a word of the question is one of its name, misspelt or derived
  const MATCHED = 0.9; // share of a question that a cell must match
  const CLOSE = 1.01; // factor by which the cell of a task that is named must match a question better than any other,
  const CLEARLY = 1.25; // and that of a task that is not
  const BETWEEN = 4; // words within which the next word for a subject of silence follows
  const ENDED = 5; // letters of a word that may have an ending
  const CALLED = 0.87; // certainty of a phrase that is a name, and not a search word only

  const byWorth = (one, other) => other.worth - one.worth || one.number - other.number;
  const covers = (cell) => cell?.[1] ?? 0;

  // Return whether `one` has a word of the question that none of the `others` has.
  const adds = (one, ...others) => one.some((cell, word) => covers(cell) >= MEANT && others.every((other) => covers(other[word]) < MEANT));

  // The number of what is displayed of who does what in the tasks of a service.
  const answersOf = (service) => search.size + service;

  // The service of a filter, if any.
  const chosenService = (names) => names.filter((name) => name.startsWith("service:"))
    .flatMap((name) => postings(`@${name}`)).map(([number]) => number).find((number) => kindOf(number) === "service");

  // The joint scores of several entries.
  const joined = (rows) => rows[0].map((_, word) => rows.map((row) => row[word]).filter(Boolean)
    .reduce((one, other) => (one ? [Math.max(one[0], other[0]), Math.max(one[1], other[1])] : other), undefined));

  // ---- Sentences -------------------------------------------------------------------------------------------------------

  // The subject of a question that the source says nothing about: by words for it as they are written, or with an ending, in this
  // order, with others between them.
  function topicOf(question) {
    const words = fold(question).match(WORD) ?? [];
    const isOne = (word, of) => word === of || (of.length > ENDED && word.startsWith(of) && word.length < of.length + ENDED);
    const isIn = (line) => {
      let from = 0;
      return line.every((of) => {
        const place = words.findIndex((word, at) => at >= from && (!from || at < from + BETWEEN) && isOne(word, of));
        from = place + 1;
        return place >= 0;
      });
    };
    return Object.entries(search.index.topics).find(([line]) => isIn(line.match(WORD)))?.[1];
  }

  // The cell that answers the question, or the row of a task where no layer is meant. None says when, what something means, who
  // pays, who informs, who does not or who decides. Where another task or place is nearly as likely, or named too, neither does; and
  // whether something holds is answered by the best result alone.
  async function sentenceOf(results, { asked, layers, named, isNamed, calls, row }) {
    const { asking, timing, paying, defining, informing, unsaid, deciding } = asked;
    if (timing || paying || defining || informing || unsaid || layers.size > 1) {
      return undefined;
    }
    // Each word is one of a name or a form of the task, or calls something `beside` it: what is only sought with a word is a guess.
    const owns = ({ word }) => search.index.owning.includes(cut(word));
    const isAll = (task, beside) => {
      const title = fold(item(task)[0]).match(WORD).map(cut);
      const alike = [search.index.owning, ...search.index.same].filter((group) => title.some((one) => group.includes(one))).flat();
      return asked.tokens.every((token, word) => token.asks || alike.includes(cut(token.word)) || token.isDoing
        || [...token.means].some(([key, sure]) => sure >= OWN && !token.loose?.has(key) && title.includes(key))
        || calls.some(([number, , first, after, meant]) => meant === 1 && first <= word && word < after && [task, ...beside].includes(number)));
    };
    // By its name, or by a word that is in its name, and not in that of the layer; "performs" names no performance.
    const isMeant = (task, layer) => isNamed(task) || asked.tokens.some((token, word) => row(task)[word]?.[0] >= NAMING
      && !token.isDoing && !(layer !== undefined && covers(row(layer)[word]) >= MEANT));
    const [best, ...others] = results.filter(({ kind }) => kind === "cell");
    if (!best) {
      return asking && !layers.size ? rowOf(results, { asked, named, isNamed, isMeant, isAll }) : undefined;
    }
    const isFirst = best === results.find(({ kind, number }) => kind !== "task" || number !== best.number);
    const isExample = !(layers.get(best.layer) > CALLED);
    // An owner of a layer may have none of its examples.
    const isSure = isAll(best.number, best.beside) && !(isExample && asked.tokens.some(owns)) && isMeant(best.number, best.layer)
      && (isFirst || (!deciding && !isExample && isNamed(best.number)))
      && (isExample ? asking && layers.size === 1 : asking || isNamed(best.number));
    const isRival = (other) => other.worth * (isNamed(best.number) || !isAll(other.number, other.beside) ? CLOSE : CLEARLY) > best.worth;
    return isSure && !others.some(isRival) && (named ?? best.service) === best.service
      && (named !== undefined || await isAgreed(best.number, best.service, best.layer)) ? best : undefined;
  }

  // Who has the best of the tasks on each layer, if it covers the question, in the service that is named, or that alone has it.
  async function rowOf(results, { asked: { tokens }, named, isNamed, isMeant, isAll }) {
    const [best, other] = results.filter(({ kind }) => kind === "task");
    const isSaid = tokens.some(({ asks, isGeneral }) => !asks && !isGeneral);
    if (!best || !isSaid || !isMeant(best.number) || !(isNamed(best.number) || best === results[0])
      || (other && other.worth * (isNamed(best.number) ? CLOSE : CLEARLY) > best.worth)) {
      return undefined;
    }
    await load([partOf(best.number)]);
    const [title, , , first] = item(best.number);
    const service = named ?? first;
    if (!isAll(best.number, [named]) || (named === undefined && !(await isAgreed(best.number, service)))) {
      return undefined;
    }
    await load([partOf(answersOf(service))]);
    const [, address, matrices] = item(answersOf(service));
    const found = matrices.filter((matrix) => matrix[5].some(([entry]) => entry === best.number));
    if (found.length !== 1) {
      return undefined;
    }
    const [[before, places, holders, sentences, says, rows]] = found;
    const [, id, , answers] = rows.find(([entry]) => entry === best.number);
    const groups = [...new Set(answers)].map((answer) => [says[answer][0], places.filter((_, place) => answers[place] === answer).map(([, name]) => name)]);
    // What belongs to all of them is said once.
    const common = groups.reduce((all, [words]) => all.filter((number) => words.slice(holders.length).includes(number)), groups[0][0].slice(holders.length));
    const lines = groups.map(([words, names]) => {
      const [first, ...rest] = words.filter((number, place) => place < holders.length || !common.includes(number)).map((number) => sentences[number]);
      return [naming(first, title, listed(names)), ...rest].join(" ");
    });
    return { ...best, kind: "cell", service, place: undefined, lines: [...lines, ...common.map((number) => sentences[number])], address: `${address}#${before}row.${id}` };
  }

  // Return whether `service` and all others in force that have a task say the same of it: on a layer if one is meant, or as a whole,
  // which is all that a matrix without layers says.
  async function isAgreed(task, service, layer) {
    await load([partOf(task)]);
    const services = item(task)[4] ?? [];
    const needed = [...new Set(services.map((one) => partOf(answersOf(one))))];
    if (!services.includes(service) || needed.length > COMPARED) {
      return false;
    }
    await load(needed);
    const isMeant = ([, , layers]) => layer === undefined || !layers.length || layers.includes(layer);
    const answers = services.map((one) => item(answersOf(one))[2].flatMap(([, places, , sentences, says, rows]) => rows
      .filter(([entry]) => entry === task)
      .flatMap(([, , , cells]) => places.map((place, at) => [place, says[cells[at]][0].map((number) => sentences[number])]))
      .filter(([place]) => isMeant(place))));
    return new Set(answers.filter((said) => said.length).map((said) => JSON.stringify(said))).size === 1;
  }

  const naming = (sentence, task, place) => sentence.replace("{task}", () => task).replace("{place}", () => place);
  const listed = (names) => [names.slice(0, -1).join(", "), ...names.slice(-1)].filter(Boolean).join(` ${search.index.and} `);

  // ---- Cells -----------------------------------------------------------------------------------------------------------

  // The cells that are meant if a question names a task and one of the `layers`. A layer found by other words is a guess, enough
  // for an answer only. `row` returns the scores of an entry, with small words, for "who looks after it" names a task. `speaking`
  // are the parties that small words name. `names` are as in the filters.
  async function cells({ asked, ranked, layers: meant, speaking, isNamed, row, worth }, names) {
    const { tokens, asking, deciding } = asked;
    const saying = (number) => row(number).slice(0, tokens.length);
    const isMeant = (number) => meant.get(number) > (asking || deciding || speaking.size ? 0 : CALLED);
    const best = (kind) => ranked.filter((entry) => entry.kind === kind).sort(byWorth);
    const leading = (entries, most) => entries.slice(0, most).filter((entry) => entry.worth > entries[0].worth * LEADING);
    const isCalled = (number) => saying(number).some((cell) => cell?.[0] >= 1); // by its name
    const parties = best("party").map(({ number }) => number).filter(isCalled);

    // The tasks that are meant with a layer: by words that name neither it nor a party.
    function tasksBeside(layer) {
      const taken = [layer, ...parties].map(row);
      const said = (number) => row(number).map((cell) => (cell?.[0] >= OF_TASK ? cell : undefined));
      const own = (number) => said(number).map((cell, word) => (taken.some((other) => covers(other[word]) >= MEANT) ? undefined : cell));
      return leading(best("task").map(({ number }) => ({ number, worth: worth(own(number), "task") })).sort(byWorth), 4)
        .filter(({ number }) => own(number).some((cell, word) => covers(cell) >= MEANT && !tokens[word]?.asks))
        // its own name is no word of a task, nor is an example of it beside the name of one
        .filter(({ number }) => meant.get(layer) > CALLED || isNamed(number) || adds(row(layer), said(number)));
    }

    const pairs = leading(best("layer"), 3).filter(({ number }) => isMeant(number))
      .flatMap(({ number: layer }) => tasksBeside(layer).map(({ number: task }) => [task, layer]));
    if (!pairs.length) {
      return [];
    }
    await load(pairs.map(([task]) => partOf(task)));
    const chosen = chosenService(names);
    const services = new Set(chosen === undefined
      ? [...best("service").slice(0, FAVOURED).map(({ number }) => number), ...pairs.map(([task]) => item(task)[3])]
      : [chosen]);
    services.delete(undefined); // a task that no service has
    await load([...services].map((number) => partOf(answersOf(number))));

    // A cell must match nearly all of the question, a service by its names: a wrong answer is worse than none.
    const called = (number) => row(number).map((cell) => (kindOf(number) !== "service" || cell?.[0] >= BY_NAME ? cell : undefined));
    const answers = (...entries) => {
      const sum = (much) => tokens.reduce((all, { weight, asks, isGeneral }, word) => all + (asks || isGeneral ? 0 : weight * much(word)), 0);
      return sum((word) => Math.max(...entries.map((number) => covers(called(number)[word])))) >= MATCHED * sum(() => 1);
    };
    return pairs.flatMap(([task, layer]) => [...services].filter((service) => answers(task, layer, service, ...parties))
      .flatMap((service) => cellsOf(service, task, layer)));

    function cellsOf(service, task, layer) {
      const [, address, matrices] = item(answersOf(service));
      const layerAsked = names.find((name) => name.startsWith("layer:"))?.slice(6);
      const partyAsked = names.find((name) => name.startsWith("party:"))?.slice(6);
      return matrices.flatMap(([before, places, holders, sentences, says, rows]) => {
        const line = rows.find(([entry]) => entry === task);
        return line ? places.flatMap(([values, name, entries], place) => {
          if (!entries.includes(layer) || (layerAsked && !values.split(".").includes(layerAsked))) {
            return [];
          }
          const together = [task, layer, service];
          const [words, doer, tense] = says[line[3][place]];
          // A party that the question names too, or the one who asks, else the one with the task.
          const speakers = asking ? [] : holders.filter(([, entry]) => speaking.has(entry));
          const named = holders.find(([, entry]) => isCalled(entry) && adds(saying(entry), ...together.map(saying)))
            ?? (speakers.length === 1 ? speakers[0] : undefined);
          const holder = partyAsked ? holders.find(([id]) => id === partyAsked) : named ?? holders[doer];
          if (!holder) {
            return [];
          }
          const own = (named ? [...together, named[1]] : together).map(row);
          const anchor = `${before}${[line[1], values, holder[0]].filter(Boolean).join(".")}`;
          const [first, ...rest] = words.map((number) => sentences[number]);
          return [{ kind: "cell", number: task, layer, service, beside: [layer, service, ...parties], place: name, lines: [naming(first, item(task)[0], name), ...rest], tense, address: `${address}#${anchor}`, worth: worth(joined(own), "cell") }];
        }) : [];
      });
    }
  }

  Object.assign(search, { CALLED, MATCHED, MEANT, adds, answersOf, byWorth, cells, chosenService, covers, joined, sentenceOf, topicOf });
})();
