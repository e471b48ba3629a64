// Finds the failure that a pasted message means: the rules of src/poolable/catalog/messages.py
// and templates.py, on the templates that this page carries. Nothing leaves the page.
(function (root) {
  "use strict";

  const escapes = /\u001b\[[0-9;]*[A-Za-z]/g;
  const aliases = [
    [/__mp_main__/g, "__main__"],
    [/\b(?:_thread\.|thread\.)r?lock\b/g, "_thread.lock"],
    [/\b(?:_io\.)?(?:textiowrapper|buffered(?:reader|writer|random)|fileio)\b/g, "file"],
  ];
  const poolWords = /pick|pool|process|fork|spawn|worker|concurrent|main__|local object/;
  const lineEnds = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/; // those of str.splitlines

  function canonical(text) {
    const refusal = /\b(?:cant|cannot) (?:pickle|serialize) (\S+?)(?: objects?| instances?)\b/g;
    const oneVersion = text.replace(refusal, "cannot pickle $1 object");
    return aliases.reduce((result, [known, name]) => result.replace(known, name), oneVersion);
  }

  function normal(text) {
    return canonical(fold(text));
  }

  function fold(text) {
    return text
      .replace(escapes, "")
      .replace(/['"`\u2018\u2019\u201c\u201d]/g, "")
      .toLowerCase()
      .split(/\s+/)
      .filter(Boolean)
      .join(" ");
  }

  // Each line as the reader gave it and as normal text, then each pair, as a terminal wraps lines.
  function linesOf(text) {
    const single = text
      .split(lineEnds)
      .filter(normal)
      .map((line) => line.replace(escapes, "").trim());
    const pairs = single.slice(1).map((line, i) => `${single[i]} ${line}`);
    return single.concat(pairs).map((line) => [line, normal(line)]);
  }

  function matchLine(template, line, words, text, minFixed) {
    const namesException = words.includes(`${template.kind}:`);
    const bare = template.kind === template.pattern; // an exception without a message
    if (template.fixed_characters < minFixed && !namesException && !bare) return null;
    if (!new RegExp(`(?:^|[^a-z_])${template.pattern}(?:$|[^a-z_])`).test(words)) return null;
    const mentioned = template.needs.some((name) => text.includes(name));
    return {
      template,
      line,
      rank: [
        namesException ? 1 : 0,
        template.fixed_characters,
        template.needs.length ? (mentioned ? 1 : -1) : 0,
        template.runs,
      ],
      mentionsPool: poolWords.test(normal(text)),
    };
  }

  function compare(a, b) {
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
    return 0;
  }

  function find(text, data) {
    const best = new Map();
    for (const [line, words] of linesOf(text)) {
      for (const template of data.templates) {
        const match = matchLine(template, line, words, text, data.min_fixed);
        const other = best.get(template.failure);
        if (match && (!other || compare(match.rank, other.rank) > 0)) {
          best.set(template.failure, match);
        }
      }
    }
    return [...best.values()].sort((a, b) => compare(b.rank, a.rank));
  }

  function wordsOf(text) {
    return new Set(normal(text).match(/[a-z_]{3,}/g) || []);
  }

  function nearest(text, data) {
    const asked = wordsOf(text);
    const shares = new Map();
    for (const template of data.templates) {
      const own = wordsOf(template.example);
      const common = [...asked].filter((word) => own.has(word)).length;
      const share = common / Math.max(new Set([...asked, ...own]).size, 1);
      shares.set(template.failure, Math.max(share, shares.get(template.failure) || 0));
    }
    return [...shares]
      .filter(([, share]) => share >= data.min_share)
      .sort((a, b) => b[1] - a[1])
      .slice(0, data.nearest)
      .map(([name]) => name);
  }

  function notes(matches) {
    const [first] = matches;
    const fitAsWell = (match) => compare(match.rank.slice(0, 2), first.rank.slice(0, 2)) === 0;
    const same = matches.filter(fitAsWell).length;
    const found = [];
    if (same > 1) found.push(`This message has ${same} known causes; the likeliest comes first.`);
    if (!first.mentionsPool) {
      found.push(
        "Many programs print this message. " +
          "It means the following only if a worker process raised it.",
      );
    }
    return found;
  }

  function item(failure, facts, line) {
    const entry = document.createElement("li");
    const link = document.createElement("a");
    link.href = facts[failure].page;
    link.textContent = facts[failure].verdict;
    entry.append(link);
    if (line) {
      const matched = document.createElement("code");
      matched.textContent = line;
      entry.append(document.createElement("br"), "found in: ", matched);
    }
    return entry;
  }

  function show(box, answer, data) {
    const matches = find(box.value, data);
    const list = document.createElement("ol");
    let told = "";
    if (box.value.trim() && matches.length) {
      told = notes(matches).join(" ");
      for (const match of matches) {
        list.append(item(match.template.failure, data.failures, match.line));
      }
    } else if (box.value.trim()) {
      const near = nearest(box.value, data);
      told = "No failure of a pool that we know prints this.";
      if (near.length) told += " The nearest are:";
      for (const name of near) list.append(item(name, data.failures, ""));
    }
    answer.replaceChildren(told, list);
  }

  if (typeof module !== "undefined") module.exports = { find, nearest, normal, notes };
  if (!root.document) return;
  root.addEventListener("DOMContentLoaded", () => {
    const box = document.getElementById("find-text");
    if (!box) return;
    const data = JSON.parse(document.getElementById("find-data").textContent);
    const answer = document.getElementById("find-answer");
    box.addEventListener("input", () => show(box, answer, data));
    const asked = new URLSearchParams(root.location.search).get("message");
    if (asked) box.value = asked;
    show(box, answer, data);
  });
})(typeof window === "undefined" ? globalThis : window);
