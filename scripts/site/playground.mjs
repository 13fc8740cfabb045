// The playground: the library in the browser; what is written stays there.
import { fix, lint } from "../../src/index.ts";
import { examples } from "./examples.ts";

const element = (id) => document.getElementById(id);
const editor = element("editor");
const marks = element("marks");

function options() {
  return { preset: element("strict").checked ? "strict" : "recommended" };
}

function files() {
  return [{ path: "manifests.yaml", text: editor.value }];
}

function check() {
  const { diagnostics, summary } = lint(files(), options());
  showMarks(diagnostics);
  element("findings").replaceChildren(...diagnostics.map(findingItem));
  const { errors, warnings, infos, manifests } = summary;
  element("summary").value =
    `errors: ${errors}, warnings: ${warnings}, info: ${infos}, manifests: ${manifests}`;
}

/** The same text behind the editor, with what is marked; both scroll together. */
function showMarks(diagnostics) {
  const text = editor.value;
  const parts = [];
  let at = 0;
  for (const { start, end, severity } of diagnostics) {
    if (start.offset < at) continue;
    const stop = Math.max(end.offset, start.offset + 1);
    const mark = document.createElement("mark");
    mark.dataset.severity = severity;
    mark.textContent = text.slice(start.offset, stop);
    parts.push(text.slice(at, start.offset), mark);
    at = stop;
  }
  marks.replaceChildren(...parts, `${text.slice(at)}\n`);
}

function make(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function findingItem({ severity, message, note, help, ruleId, topic, start, end }) {
  const item = document.createElement("li");
  item.dataset.severity = severity;
  const place = make("button", `${severity}, line ${start.line}`);
  place.type = "button";
  place.addEventListener("click", () => {
    editor.focus();
    editor.setSelectionRange(start.offset, end.offset);
  });
  const rule = make("a", ruleId);
  rule.href = `rules/${topic}/${ruleId}.html`;
  item.append(
    place,
    " ",
    make("strong", message),
    " ",
    rule,
    make("p", note),
    make("p", `help: ${help}`),
  );
  return item;
}

/** The text in the URL, so that a link shows what its sender saw; a fragment is sent to no server. */
function store() {
  const bytes = new TextEncoder().encode(editor.value);
  const text = btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(""));
  const [page] = location.href.split("#");
  history.replaceState(null, "", `${page}#${encodeURIComponent(text)}`);
}

function restore() {
  const fragment = location.hash.slice(1);
  if (fragment === "") return undefined;
  try {
    const signs = atob(decodeURIComponent(fragment));
    return new TextDecoder().decode(Uint8Array.from(signs, (sign) => sign.codePointAt(0)));
  } catch {
    // Somebody else's fragment.
    return undefined;
  }
}

function write(text) {
  editor.value = text;
  check();
}

let waiting;
editor.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(check, 150);
});
editor.addEventListener("scroll", () => {
  marks.scrollTop = editor.scrollTop;
  marks.scrollLeft = editor.scrollLeft;
});
element("strict").addEventListener("change", check);
const choice = element("examples");
choice.replaceChildren(...examples.map(({ title }, index) => new Option(title, String(index))));
choice.addEventListener("change", () => write(examples[Number(choice.value)].text));
element("fix").addEventListener("click", () => write(fix(files(), options()).files[0].text));
element("fix-unsafe").addEventListener("click", () =>
  write(fix(files(), { ...options(), unsafe: true }).files[0].text),
);
element("share").addEventListener("click", store);
write(restore() ?? examples[0].text);
