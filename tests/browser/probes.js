// What the browser tests ask of a page, each by its name.
({
    // Puts the web font in place: a first visit does not wait for it (`font-display: optional`), and what is measured then depends on
    // the browser and on the fonts of the machine. Of a page in a folder, scripts cannot read the style sheets.
    putFontInPlace: async () => {
        // One that is loaded is not shown if it came too late, for it is optional.
        if (location.protocol === "file:" || [...document.fonts].some((font) => font.family === "Catalogue Sans" && font.display !== "optional")) return;
        for (const sheet of document.styleSheets) {
            const address = [...sheet.cssRules].filter((rule) => rule instanceof CSSFontFaceRule)
                .map((rule) => rule.style.getPropertyValue("src").match(/url\("([^"]+)"/)?.[1]).find(Boolean);
            if (!address) continue;
            const source = `url(${new URL(address, sheet.href)})`;
            document.fonts.add(await new FontFace("Catalogue Sans", source, { weight: "400 700" }).load());
        }
        await document.fonts.ready;
    },

    // The size of the smallest text that is shown, in points.
    sizeOfSmallestType: () => Math.min(...[...document.body.querySelectorAll('*')]
        .filter(one => one.offsetWidth > 1 && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
        .map(one => parseFloat(getComputedStyle(one).fontSize))) * 0.75,

    // Whether all of an element can be seen without scrolling.
    isInWindow: (element) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        return left >= 0 && top >= 0 && right <= innerWidth + 1 && bottom <= innerHeight + 1;
    },

    // What is out of sight, of what should stay in sight, as the matrix is scrolled to its end.
    outOfSight: scroller => {
        scroller.scrollTo(scroller.scrollWidth, 0);
        const box = scroller.getBoundingClientRect();
        return [...scroller.querySelectorAll('tbody th[scope=row], .reason')]
            .filter(item => { const own = item.getBoundingClientRect(); return own.left < box.left - 16 || own.left > box.right; })
            .map(item => item.textContent.trim());
    },

    // Whether the way to a language, or the menu, lies on the name of the catalogue.
    isNameCovered: () => {
        const name = document.createRange();
        name.selectNodeContents(document.querySelector('.brand'));
        const boxes = [...document.querySelectorAll('.languages a, .menu-button')].map(other => other.getBoundingClientRect());
        return [...name.getClientRects()].some(one => boxes.some(other =>
            one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom));
    },

    // The findings of axe, on the size of targets too, of which it is silent by itself. It need not fetch the style sheets once more: the
    // one rule that would read them is off.
    findingsOfAxe: async ([part, options]) => {
        const rules = { "target-size": { enabled: true }, ...options.rules };
        const { violations } = await axe.run(part ?? document, { resultTypes: ["violations"], preload: false, ...options, rules });
        return violations.flatMap(({ id, nodes }) => nodes.map(
            ({ target, html, failureSummary }) => `${location}: ${id}: ${target} ${html.slice(0, 150)} ${failureSummary ?? ""}`));
    },

    // Marks one element of each kind that is not among those seen, the smallest, unless that is a whole part; gives these kinds.
    markNewKinds: ([seen, telling]) => {
        const kind = (element) => [element.localName, ...[...element.attributes].map(
            ({ name, value }) => (telling.includes(name) ? `${name}=${value}` : name)).sort()].join(" ");
        const known = new Set(seen), found = new Map();
        for (const element of document.querySelectorAll("body *")) {
            const both = `${kind(element.parentElement)} > ${kind(element)}`;
            const size = element.getElementsByTagName("*").length;
            if (!known.has(both) && size < (found.get(both)?.size ?? 200)) found.set(both, { element, size });
        }
        for (const { element } of found.values()) element.setAttribute("data-new", "");
        return [...found.keys()];
    },

    // Letters of a matrix that stand over others, on any part of it that is shown.
    lettersOverOthers: () => [...document.querySelectorAll("table[data-matrix] tbody tr")].flatMap((row) => {
        const boxes = [...row.querySelectorAll("td[id] > i")].map((one) => one.getBoundingClientRect()).filter(({ width }) => width);
        return boxes.slice(1).filter((box, index) => box.left < boxes[index].right - 1 && box.top < boxes[index].bottom - 1);
    }).length,

    // How far the cards of a page are from where its text begins and ends.
    roomBesideCards: () => {
        const row = document.querySelector("#audience"), cards = [...row.querySelectorAll(".sd-card")];
        const [first, last, all] = [cards[0], cards.at(-1), row].map((one) => one.getBoundingClientRect());
        return [first.left - all.left, all.right - last.right];
    },

    // Of each mark of a cell, whether it is below the words.
    areBelowWords: (marks) => marks.map((mark) => {
        const words = mark.closest("td").querySelector(".cell-words").getBoundingClientRect();
        return mark.getBoundingClientRect().top >= words.bottom;
    }),

    // Headings of columns that are nearer to those before than `least` pixels, or broken; and tables of words that scroll to the side.
    faultsOfTables: async (least) => {
        await new Promise(requestAnimationFrame); // the scripts have heard of the size
        const found = [], words = document.createRange();
        for (const row of document.querySelectorAll("thead tr")) {
            let last = null;
            for (const head of row.children) {
                words.selectNodeContents(head);
                const box = words.getBoundingClientRect();
                if (!box.width) continue;
                const far = box.left - last?.right;
                if (far < least) found.push(`${head.textContent} is ${far} px from the heading before it`);
                const lines = box.height / parseFloat(getComputedStyle(head).lineHeight);
                if (head.matches("[class*=party-]") && lines > 1.5) found.push(`${head.textContent} is broken`);
                last = box;
            }
        }
        for (const frame of document.querySelectorAll(".scroller:is(:has(.allocation), .fits-wide)"))
            if (frame.scrollWidth > frame.clientWidth) found.push(`a table is ${frame.scrollWidth - frame.clientWidth} px too wide`);
        return found;
    },

    // The element that has the focus, and whether that is shown, in the window, and covered; null behind the last.
    focusStop: () => {
        const element = document.activeElement, box = element.getBoundingClientRect(), style = getComputedStyle(element);
        if (element === document.body) return null;
        const shows = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
        const inWindow = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
        const middle = document.elementFromPoint(
            Math.min(Math.max(box.left + Math.min(box.width / 2, 8), 1), innerWidth - 1),
            Math.min(Math.max(box.top + Math.min(box.height / 2, 8), 1), innerHeight - 1));
        const covered = !(element.contains(middle) || middle?.contains(element));
        return {what: element.outerHTML.slice(0, 120), shows, inWindow, covered};
    },

    // Of the punctuation after and before code, whether it is on another line.
    punctuationApart: (codes) => {
        const line = (text, at) => {
            const range = document.createRange();
            range.setStart(text, at);
            range.setEnd(text, at + 1);
            return range.getBoundingClientRect();
        };
        return codes.flatMap((code) => {
            const boxes = [...code.getClientRects()], [before, after] = [code.previousSibling, code.nextSibling];
            const found = [];
            if (/^[.,:;)]/.test(after?.data)) found.push(line(after, 0).top > boxes.at(-1).bottom);
            if (/[(]$/.test(before?.data)) found.push(line(before, before.length - 1).bottom < boxes[0].top);
            return found;
        });
    },

    // Whether what an element says can be read: the middle of the part of it that is in the window belongs to it.
    isInSight: element => {
        const text = document.createRange();
        text.selectNodeContents(element);
        for (const box of [...text.getClientRects(), element.getBoundingClientRect()]) {
            const left = Math.max(box.left, 0), right = Math.min(box.right, document.documentElement.clientWidth);
            const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
            if (right - left < 4 || bottom - top < 4) continue;
            const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
            if (found && element.contains(found)) return true;
        }
        return false;
    },

    // Content of a cell that is not wholly within it, or that covers other content.
    contentAstray: cells => cells.flatMap(cell => {
        const room = cell.getBoundingClientRect();
        const texts = [...cell.querySelectorAll('b, .mark')].map(one => {
            const range = document.createRange();
            range.selectNodeContents(one);
            return [one.textContent, range.getBoundingClientRect()];
        });
        const over = (one, other) => Math.min(one.right, other.right) > Math.max(one.left, other.left)
            && Math.min(one.bottom, other.bottom) > Math.max(one.top, other.top) + 3;
        return texts.filter(([, box], n) => box.left < room.left || box.right > room.right || box.bottom > room.bottom + 1
            || texts.slice(0, n).some(([, other]) => over(box, other))).map(([words]) => `${cell.id}: ${words}`);
    }),

    // What reaches past the frame of the page, and the party names in the head of the matrix that have several lines.
    faultsInFrame: () => {
        const frame = document.querySelector(".catalogue").getBoundingClientRect();
        const box = (element) => element.getBoundingClientRect();
        const parts = [...document.querySelectorAll(".catalogue :is(p, ul, .stack, .matrix-scroller)")];
        const lines = (element) => {
            const range = document.createRange();
            range.selectNodeContents(element);
            return range.getClientRects().length;
        };
        const [stack, words] = [".stack", ".service-head > div"].map((name) => box(document.querySelector(name)));
        return {
            past: parts.filter((one) => box(one).width > 1 && box(one).right > frame.right + 1).map((one) => one.className),
            broken: [...document.querySelectorAll(".matrix thead [class*=party-]")].filter((one) => lines(one) > 1).map((one) => one.textContent),
            upon: stack.top < words.bottom && stack.left < words.right && words.top < stack.bottom,
        };
    },

    // Which of these are on the page: the letters’ explanation above the matrix, their words in its cells, and all its columns.
    explanationsShown: () => {
        const shown = (one) => one.getBoundingClientRect().height > 1;
        const all = (name) => [...document.querySelectorAll(name)];
        return [all("div.legend").some(shown), all(".matrix td > span").some(shown), all(".matrix thead .place").every(shown)];
    },

    // By how much the page has moved without the reader's doing.
    shiftOfPage: () => new Promise((resolve) => {
        let moved = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
            moved += !entry.hadRecentInput ? entry.value : 0;
        })).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(moved), 300);
    }),

    // The text that the search shows of a section of prose.
    passageOfSection: async ({ section, question }) => {
        const { find, show } = window.catalogueSearch;
        return (await show((await find(question)).results.slice(0, 5))).find(({ address }) => address.endsWith(section)).text;
    },

    // The first three results of each question, and what the sentence is about.
    answersOf: async (questions) => {
        const { find, show } = window.catalogueSearch;
        const found = [];
        for (const question of questions) {
            const { results, answer } = await find(question);
            found.push([(await show(results.slice(0, 3))).map(({ address }) => address), answer ? [answer.address] : []]);
        }
        return found;
    },

    // The heading and the sentences of each answer.
    sentencesOf: async (questions) => {
        const found = [];
        for (const question of questions) {
            const { answer } = await window.catalogueSearch.find(question);
            found.push(answer ? [answer.title, ...answer.lines.map(({ text }) => text)] : []);
        }
        return found;
    },

    // Of the number of a service's page: whether nothing is seen before it in its box, where it ends, and the size of its type.
    numberToCall: () => {
        const box = document.querySelector(".whom"), number = box.querySelector("a[href^='tel:']");
        const { top, bottom } = number.getBoundingClientRect();
        return [top - box.getBoundingClientRect().top < 24, bottom + scrollY, parseFloat(getComputedStyle(number).fontSize)];
    },

    // The signs that are smaller targets than 24 pixels, and the texts that are another height without theirs, but by a whole line.
    faultsOfSigns: () => {
        const signs = [...document.querySelectorAll("main a.sign")].filter((one) => one.getClientRects().length);
        const small = signs.filter((one) => one.offsetWidth < 24 || one.offsetHeight < 24);
        const lines = [...new Set(signs.map((one) => one.closest("tr, p, li") ?? one.parentElement))];
        const heights = () => lines.map((one) => one.getBoundingClientRect().height);
        const before = heights();
        signs.forEach((one) => { one.style.display = "none"; });
        const after = heights();
        signs.forEach((one) => { one.style.display = ""; });
        return [signs.length, ...[...small, ...lines.filter((_, at) => before[at] !== after[at] && before[at] - after[at] < 12)].map((one) => one.outerHTML.slice(0, 200))];
    },

    // The order of a page: where whom to call ends, what you get and who does what begin, and the page ends.
    placesOfParts: () => {
        const box = (id) => document.querySelector(id).getBoundingClientRect();
        return [box(".whom").bottom, box("[id='part.get']").top, box("[id='part.matrix']").top, document.documentElement.scrollHeight];
    },

    // The layers of the picture whose words are under their plates.
    coveredLayers: () => [...document.querySelectorAll(".stack li")].filter((layer) => {
        const plate = layer.querySelector(".plate").getBoundingClientRect();
        return [...layer.querySelectorAll("text")].map((text) => text.getBoundingClientRect()).some((text) =>
            Math.min(plate.right, text.right) - Math.max(plate.left, text.left) > 1
            && Math.min(plate.bottom, text.bottom) - Math.max(plate.top, text.top) > 6);
    }).map((layer) => layer.textContent),

    // The words that are seen, without letters of cells.
    wordsSeen: () => {
        const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
        let count = 0;
        while (walker.nextNode()) {
            const element = walker.currentNode.parentElement, { width, height } = element.getBoundingClientRect();
            if (width > 1 && height > 1 && element.checkVisibility({ opacityProperty: true }) && !element.closest("i")) {
                count += walker.currentNode.data.match(/[\p{L}\p{N}][^\s]*/gu)?.length ?? 0;
            }
        }
        return count;
    },

    // Whether the titles are suggested: the first begins with the answer.
    areSuggested: found => {
        const suggested = [...document.querySelectorAll('[role=option]')].map(one => one.firstChild.textContent);
        return suggested[0]?.startsWith(found[0]) && suggested.slice(1).every(title => found.includes(title));
    },

    // The first suggestion for each question, once it is written and after the search has found it: what the box of the answer says.
    suggestionsFor: async (questions) => {
        const box = document.querySelector(".site-search input");
        const found = [];
        for (const question of questions) {
            box.value = question;
            const { answer } = await window.catalogueSearch.find(question);
            const lines = answer.lines.map(({ text }) => text);
            const isThere = new Promise((resolve) => new MutationObserver((_, watch) => watch.disconnect() ?? resolve())
                .observe(document.querySelector("[role=listbox]"), { childList: true }));
            box.dispatchEvent(new Event("input"));
            await isThere;
            found.push([document.querySelector("[role=option]").firstChild.textContent, lines.join(" ")]);
        }
        return found;
    },

    // Whether the explanation of a term covers it.
    isUnderExplanation: ([term, tip]) => {
        const one = term.getClientRects()[0], other = tip.getBoundingClientRect();
        return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
    },
})
