/** How many equal lines are shown around a change. */
const contextLines = 3;
/** This many equal lines mean that two texts are in sync again. */
const anchorLines = 3;
/** A change of more lines than this is shown as the whole rest of the file. */
const longestChange = 2000;

/**
 * What turns `before` into `after`, as `git apply` and `patch -p1` read it; empty for equal texts. Lines end with LF
 * alone, so that CR and a missing last line end are shown as what they are.
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return "";
  const [old, now] = [linesOf(before), linesOf(after)];
  const hunks = groupChanges(findChanges(old, now));
  return [
    `--- ${fileName("a", path)}\n`,
    `+++ ${fileName("b", path)}\n`,
    ...hunks.map((changes) => hunkText(changes, old, now)),
  ].join("");
}

/** Lines from `from` up to `to`, in the old text and in the new one. */
interface Change {
  readonly old: Stretch;
  readonly now: Stretch;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Edits are short and far apart: after each, the texts are searched for the nearest place where they agree again. */
function findChanges(old: readonly string[], now: readonly string[]): readonly Change[] {
  const changes: Change[] = [];
  let [left, right] = [0, 0];
  while (left < old.length || right < now.length) {
    if (old[left] === now[right]) {
      left += 1;
      right += 1;
      continue;
    }
    const [oldEnd, nowEnd] = nextAgreement(old, now, [left, right]);
    changes.push({ old: { from: left, to: oldEnd }, now: { from: right, to: nowEnd } });
    [left, right] = [oldEnd, nowEnd];
  }
  return changes;
}

function nextAgreement(
  old: readonly string[],
  now: readonly string[],
  [left, right]: readonly [number, number],
): readonly [number, number] {
  for (let skipped = 1; skipped <= longestChange; skipped += 1) {
    for (let added = 0; added <= skipped; added += 1) {
      const [oldEnd, nowEnd] = [left + skipped - added, right + added];
      if (oldEnd <= old.length && nowEnd <= now.length && agree(old, now, [oldEnd, nowEnd])) {
        return [oldEnd, nowEnd];
      }
    }
  }
  return [old.length, now.length];
}

function agree(
  old: readonly string[],
  now: readonly string[],
  [left, right]: readonly [number, number],
): boolean {
  for (let index = 0; index < anchorLines; index += 1) {
    // Beyond both ends there is nothing to differ in.
    if (old[left + index] !== now[right + index]) return false;
  }
  return true;
}

/** Changes whose surroundings overlap share a hunk. */
function groupChanges(changes: readonly Change[]): readonly (readonly Change[])[] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    if (group && before && change.old.from - before.old.to <= 2 * contextLines) group.push(change);
    else groups.push([change]);
  }
  return groups;
}

function hunkText(
  changes: readonly Change[],
  old: readonly string[],
  now: readonly string[],
): string {
  const first = changes[0];
  const last = changes.at(-1);
  if (first === undefined || last === undefined) return "";
  const lead = Math.min(contextLines, first.old.from);
  const tail = Math.min(contextLines, old.length - last.old.to);
  const oldStretch = { from: first.old.from - lead, to: last.old.to + tail };
  const nowStretch = { from: first.now.from - lead, to: last.now.to + tail };
  let at = oldStretch.from;
  const rows: string[] = [];
  for (const change of changes) {
    for (const each of rowsOf(" ", old.slice(at, change.old.from))) rows.push(each);
    for (const each of rowsOf("-", old.slice(change.old.from, change.old.to))) rows.push(each);
    for (const each of rowsOf("+", now.slice(change.now.from, change.now.to))) rows.push(each);
    at = change.old.to;
  }
  for (const each of rowsOf(" ", old.slice(at, oldStretch.to))) rows.push(each);
  return `@@ -${rangeOf(oldStretch)} +${rangeOf(nowStretch)} @@\n${rows.join("")}`;
}

function rangeOf({ from, to }: Stretch): string {
  const count = to - from;
  // An empty stretch is named by the line before it.
  return `${count === 0 ? from : from + 1},${count}`;
}

function rowsOf(sign: string, lines: readonly string[]): readonly string[] {
  return lines.map((line) =>
    line.endsWith("\n") ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`,
  );
}

/** With their ends, so that a missing last one makes a difference. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Names that a reader of diffs would misread are quoted as git does it. */
function fileName(side: "a" | "b", path: string): string {
  const name = path.startsWith("/") ? path : `${side}/${path}`;
  // oxlint-disable-next-line no-control-regex -- these are the characters that need the quotes
  if (/["\\\u0000-\u001f\u007f]/.test(name)) return quoted(name);
  return name.includes(" ") ? `${name}\t` : name;
}

function quoted(name: string): string {
  // oxlint-disable-next-line no-control-regex -- as above
  return `"${name.replaceAll(/["\\]/g, "\\$&").replaceAll(/[\u0000-\u001f\u007f]/g, octal)}"`;
}

function octal(character: string): string {
  return `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`;
}
