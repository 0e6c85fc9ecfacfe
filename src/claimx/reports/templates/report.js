"use strict";
// Sorts, filters and shows more of what the page already holds. It builds elements and sets texts; it parses no markup.
(() => {
  const byId = (id) => document.getElementById(id);
  const table = byId("table");
  if (!table) return;

  const FILTERS = ["q", "metric", "benchmark", "kind", "bound", "numbers", "checks", "min", "max"];
  const STATE = [...FILTERS, "view", "sort", "claim"];
  const VERDICTS = ["better", "same", "worse", "unclear"];
  const CHECKS = ["firm", "checked", "doubtful"];
  const UNITS = { "": 1, k: 1e3, m: 1e6, b: 1e9, t: 1e12 };

  const data = JSON.parse(byId("data").textContent);
  const tools = byId("tools");
  const panel = byId("panel");
  const claims = readClaims();
  const byRow = new Map(claims.map((claim) => [claim.row, claim]));
  const blocks = [...table.querySelectorAll("tbody.block")].map((body) => ({
    body,
    ranked: "ranked" in body.dataset,
    spread: body.querySelector(".spread"),
    claims: [...body.querySelectorAll("tr.claim")].map((row) => byRow.get(row)),
  }));
  const list = document.createElement("tbody");
  const state = Object.fromEntries(STATE.map((name) => [name, ""]));
  let shown = [];
  let opener = null;

  // ---- what the page holds

  function readClaims() {
    const rows = table.querySelectorAll("tr.claim");
    return data.claims.map((entry, place) => {
      const claim = { row: rows[place], place, span: entry.span, source: entry.source, findings: entry.findings };
      data.groupColumns.forEach((name, i) => { claim[name] = data.groups[entry.group][i]; });
      data.rowColumns.forEach((name, i) => { claim[name] = entry.values[i]; });
      const [title, published] = Object.hasOwn(data.papers, entry.paper) ? data.papers[entry.paper] : [entry.title, entry.published];
      Object.assign(claim, { title, published, paper_id: entry.paper, benchmarks: entry.benchmarks });
      claim.quote = entry.span ? characters(claim).slice(...entry.span).join("") : entry.quote;
      claim.words = `${claim.row.textContent} ${claim.quote} ${claim.metric} ${claim.claim_id}`.toLowerCase();
      return claim;
    });
  }

  function abstractOf(claim) {
    const article = byId(`p-${claim.paper_id}`);
    return article ? article.querySelector(".abstract").textContent : "";
  }

  // Offsets count code points, as Python does, not the UTF-16 units of a script's strings.
  function characters(claim) {
    return Array.from(abstractOf(claim));
  }

  // ---- the view: kept in the URL's fragment, so that it can be sent and comes back

  // A fragment without "=" names a place on the page and leaves the view as it is, but for a claim's row.
  function readFragment() {
    const fragment = location.hash.slice(1);
    if (fragment && !fragment.includes("=")) {
      const named = claims.find((claim) => fragment === `c-${claim.claim_id}`);
      if (named) state.claim = named.claim_id;
      return;
    }
    const wanted = new URLSearchParams(fragment);
    for (const name of STATE) state[name] = wanted.get(name) || "";
    for (const field of tools.elements) {
      if (!field.name) continue;
      field.value = state[field.name];
      state[field.name] = field.value;
    }
  }

  function writeFragment() {
    const wanted = new URLSearchParams();
    for (const [name, value] of Object.entries(state)) if (value) wanted.set(name, value);
    const fragment = wanted.toString();
    history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
  }

  // ---- filter

  function parameters(text) {
    const match = /^\s*([\d.]+)\s*([kmbt]?)\s*$/i.exec(text);
    return match ? Number(match[1]) * UNITS[match[2].toLowerCase()] : null;
  }

  function within(wanted, ...texts) {
    return !wanted || texts.some((text) => text && text.toLowerCase().includes(wanted.toLowerCase()));
  }

  function meets(claim, words, least, most) {
    return words.every((word) => claim.words.includes(word))
      && within(state.metric, claim.metric, claim.metric_written)
      && within(state.benchmark, claim.benchmark, ...claim.benchmarks)
      && (!state.kind || claim.kind === state.kind)
      && (!state.bound || claim.bound === state.bound)
      && (!state.numbers || claim.quantified === (state.numbers === "yes"))
      && (!state.checks || claim.confidence === state.checks)
      && (least === null || (claim.size_high !== null && claim.size_high >= least))
      && (most === null || (claim.size_low !== null && claim.size_low <= most));
  }

  // ---- sort: what has no value comes last either way, and bounds are never ranked with exact values

  const KEYS = {
    model_size: (claim) => claim.size_low,
    verdict: (claim) => VERDICTS.indexOf(claim.verdict),
    confidence: (claim) => CHECKS.indexOf(claim.confidence),
    findings: (claim) => claim.findings.map((finding) => finding[0]).join(" ") || null,
    value: (claim) => claim.effect,
  };

  function sorted(these, mayRank) {
    const column = state.sort.replace("-", "");
    if (!column || (column === "value" && !mayRank)) return [...these].sort((a, b) => a.place - b.place);
    const sign = state.sort.startsWith("-") ? -1 : 1;
    const key = KEYS[column] || ((claim) => claim[column]);
    return [...these].sort((a, b) => {
      if (column === "value" && a.exact !== b.exact) return a.exact ? -1 : 1;
      const x = key(a), y = key(b);
      const none = (x === null || x === "") - (y === null || y === "");
      if (none) return none;
      const order = typeof x === "string" ? x.localeCompare(y, "en", { numeric: true }) : x - y;
      return sign * order || a.place - b.place;
    });
  }

  // ---- show

  function show() {
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const [least, most] = [parameters(state.min), parameters(state.max)];
    for (const claim of claims) claim.meets = meets(claim, words, least, most);
    const asList = state.view === "list";
    shown = [];
    if (asList) {
      place(list, claims, false);
    } else {
      list.remove();
    }
    let heading = null;
    for (const body of [...table.tBodies]) {
      if (body.classList.contains("part")) {
        heading = body;
        heading.hidden = true;
      }
      const block = blocks.find((known) => known.body === body);
      if (!block) continue;
      if (!asList) place(body, block.claims, block.ranked);
      const met = block.claims.filter((claim) => claim.meets).length;
      body.hidden = asList || !met;
      if (block.spread) block.spread.hidden = met < block.claims.length;
      if (!body.hidden) heading.hidden = false;
    }
    if (asList) table.append(list);
    showHeadings(asList);
    showStatus();
  }

  function place(body, these, mayRank) {
    const ordered = sorted(these, mayRank);
    for (const claim of ordered) claim.row.hidden = !claim.meets;
    body.append(...ordered.map((claim) => claim.row));
    shown.push(...ordered.filter((claim) => claim.meets));
  }

  function showHeadings(asList) {
    for (const cell of table.tHead.rows[0].cells) {
      const button = cell.firstChild;
      const column = cell.dataset.column;
      const unlike = asList && column === "value";
      button.toggleAttribute("aria-disabled", unlike);
      button.title = unlike ? "Values are ranked only within a group: choose the view by metric" : "";
      cell.removeAttribute("aria-sort");
      if (state.sort.replace("-", "") === column && !unlike) {
        cell.setAttribute("aria-sort", state.sort.startsWith("-") ? "descending" : "ascending");
      }
    }
  }

  function showStatus() {
    const papers = new Set(shown.map((claim) => claim.paper_id)).size;
    byId("count").replaceChildren(
      element("b", shown.length.toLocaleString("en")),
      ` of ${claims.length.toLocaleString("en")} claims, ${papers.toLocaleString("en")} papers`,
    );
    byId("empty").hidden = shown.length > 0;
    byId("reset").disabled = !FILTERS.some((name) => state[name]) && !state.sort && !state.view;
    for (const field of tools.elements) if (field.name) field.classList.toggle("set", Boolean(field.value));
  }

  // ---- the panel

  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function facts(pairs) {
    const made = element("dl");
    for (const [name, value] of pairs) {
      if (value !== null && value !== undefined && value !== "") made.append(element("dt", name), element("dd", value));
    }
    return made;
  }

  function abstractWithQuote(claim) {
    const made = element("p", undefined, "abstract");
    const text = characters(claim);
    const [start, end] = claim.span || [0, 0];
    const mark = element("mark", claim.quote);
    made.append(...(claim.span ? [text.slice(0, start).join(""), mark, text.slice(end).join("")] : [mark]));
    return made;
  }

  function placeOf(claim, snapshot) {
    const made = element("p", [claim.published, snapshot].filter(Boolean).join(" · "), "from");
    if (claim.span) {
      const link = element("a", "all numbers of this abstract");
      link.href = `#p-${claim.paper_id}`;
      made.append(" · ", link);
    }
    return made;
  }

  function sizeOf(claim) {
    return claim.row.querySelector(".model_size").textContent;
  }

  function fillPanel(claim) {
    const outcome = element("p");
    outcome.append(`${claim.metric_written} `, element("span", claim.verdict, `verdict ${claim.verdict}`));
    const title = element("h2", claim.title);
    title.id = "panel-title";
    const [model, prompt, exchange, snapshot] = claim.source;
    const canonical = claim.metric.toLowerCase() === claim.metric_written.toLowerCase() ? null : claim.metric;
    const body = [
      element("p", claim.value, "figure"),
      outcome,
      title,
      placeOf(claim, snapshot),
      abstractWithQuote(claim),
      facts([
        ["Method", claim.method], ["Method known as", claim.method_known_as === claim.method ? null : claim.method_known_as], ["Size", sizeOf(claim)], ["Metric", claim.metric_written], ["Known as", canonical],
        ["Benchmark", claim.benchmarks.join("; ")], ["Compared with", claim.baselines], ["Kind", claim.kind],
        ["Unit", claim.unit], ["Derived", claim.derived], ["Direction", claim.direction], ["Bound", claim.bound.replace("_", " ")],
        ["Percent of", claim.basis], ["Better is", claim.polarity], ["Checks", claim.confidence],
      ]),
    ];
    if (claim.findings.length) {
      body.push(element("h3", "What the checks found"));
      for (const [code, severity, message] of claim.findings) {
        const finding = element("p", undefined, `finding ${severity}`);
        finding.append(element("b", code), ` ${message}`);
        body.push(finding);
      }
    }
    body.push(facts([["Claim", claim.claim_id], ["Paper", claim.paper_id], ["Model", model], ["Prompt", prompt], ["Exchange", exchange]]));
    byId("panel-body").replaceChildren(...body);
  }

  function showPanel() {
    const claim = claims.find((known) => known.claim_id === state.claim);
    document.querySelector("tr.open")?.classList.remove("open");
    panel.hidden = !claim;
    document.body.classList.toggle("reading", Boolean(claim));
    if (!claim) return;
    fillPanel(claim);
    claim.row.classList.add("open");
    const place = shown.indexOf(claim);
    byId("previous").disabled = place < 1;
    byId("next").disabled = place < 0 || place === shown.length - 1;
    panel.scrollTop = 0;
    panel.querySelector("mark").scrollIntoView({ block: "nearest", behavior: "instant" });
  }

  function open(claim, from) {
    opener = from || opener;
    state.claim = claim.claim_id;
    showPanel();
    writeFragment();
    claim.row.scrollIntoView({ block: "nearest" });
    panel.focus({ preventScroll: true });
  }

  function close() {
    if (panel.hidden) return;
    state.claim = "";
    showPanel();
    writeFragment();
    opener?.focus({ preventScroll: true });
  }

  function step(by) {
    const place = shown.findIndex((claim) => claim.claim_id === state.claim);
    const claim = shown[place + by];
    if (claim) open(claim, claim.row.querySelector("a"));
  }

  // ---- downloads of what is shown

  // The rule of tabular.py: what a spreadsheet would run as a formula gets an apostrophe.
  function csvCell(value) {
    const text = value === null || value === undefined ? "" : String(value);
    const runs = typeof value === "string" && /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^[+-]?\d+(\.\d+)?%?$/.test(text);
    const safe = runs ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  function record(claim) {
    const codes = claim.findings.map((finding) => finding[0]).join(" ") || null;
    return Object.fromEntries(data.columns.map((name) => [name, name === "findings" ? codes : claim[name]]));
  }

  function download(name, type, text) {
    const link = element("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function downloadCsv() {
    const lines = [data.columns, ...shown.map((claim) => Object.values(record(claim)))];
    download("claims.csv", "text/csv", lines.map((line) => `${line.map(csvCell).join(",")}\n`).join(""));
  }

  function downloadJson() {
    download("claims.json", "application/json", `${JSON.stringify(shown.map(record), null, 1)}\n`);
  }

  // ---- hands

  function sortBy(column) {
    if (state.view === "list" && column === "value") return;
    const before = state.sort;
    state.sort = before === column ? `-${column}` : before === `-${column}` ? "" : column;
    show();
    writeFragment();
  }

  function restore() {
    readFragment();
    show();
    showPanel();
  }

  function clear() {
    for (const name of STATE) if (name !== "claim") state[name] = "";
    writeFragment();
    for (const field of tools.elements) if (field.name) field.value = "";
    show();
  }

  function claimOf(target) {
    const link = target.closest('a[href^="#c-"]');
    if (link) return claims.find((claim) => link.getAttribute("href") === `#c-${claim.claim_id}`);
    const row = target.closest("tr.claim");
    return row && byRow.get(row);
  }

  document.addEventListener("click", (event) => {
    const claim = claimOf(event.target);
    if (!claim || event.ctrlKey || event.metaKey || event.shiftKey || String(getSelection())) return;
    event.preventDefault();
    open(claim, event.target.closest("a") || claim.row.querySelector("a"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  document.addEventListener("mouseover", (event) => {
    const number = event.target.closest(".abstract .n:not([title])");
    if (number) number.title = number.className.replace("n ", "");
  });
  tools.addEventListener("input", () => {
    for (const field of tools.elements) if (field.name) state[field.name] = field.value;
    show();
    writeFragment();
  });
  tools.addEventListener("submit", (event) => event.preventDefault());
  byId("reset").addEventListener("click", clear);
  byId("csv").addEventListener("click", downloadCsv);
  byId("json").addEventListener("click", downloadJson);
  byId("close").addEventListener("click", close);
  byId("previous").addEventListener("click", () => step(-1));
  byId("next").addEventListener("click", () => step(1));
  window.addEventListener("hashchange", restore);

  for (const cell of table.tHead.rows[0].cells) {
    const button = element("button", cell.textContent);
    button.type = "button";
    button.addEventListener("click", () => sortBy(cell.dataset.column));
    cell.replaceChildren(button);
  }
  document.body.classList.add("enhanced");
  tools.hidden = byId("status").hidden = false;
  restore();
})();
