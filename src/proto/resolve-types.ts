import type { ProtoFile, ProtoType, SymbolKind } from "./proto-file.ts";

/** What a file can see: its own names and those of its imports. */
interface Visible {
  readonly kinds: ReadonlyMap<string, SymbolKind | "package">;
  /** Packages of imports that are missing, guessed by their folders. */
  readonly missing: readonly string[];
}

/**
 * Gives the types of methods their full names, by protoc's rules: the first part of a name is looked for in the
 * service, then in its package, then further out, and where it is found decides. A type of a missing import keeps
 * its name if that has a package, and is of the file's own package if it has none.
 */
export function resolveTypes(
  file: ProtoFile,
  findImport: (path: string) => ProtoFile | undefined,
): ProtoFile {
  if (file.services.length === 0) return file;
  const visible = visibleFrom(file, findImport);
  const services = file.services.map((service) => {
    const resolve = (type: ProtoType | undefined): ProtoType | undefined =>
      type && { ...type, name: fullName(type.name, service.name.value, file.package, visible) };
    const methods = service.methods.map((method) => ({
      ...method,
      input: resolve(method.input),
      output: resolve(method.output),
    }));
    return { ...service, methods };
  });
  return { ...file, services };
}

function visibleFrom(
  file: ProtoFile,
  findImport: (path: string) => ProtoFile | undefined,
): Visible {
  const kinds = new Map<string, SymbolKind | "package">();
  const missing: string[] = [];
  const add = ({ symbols, package: name }: ProtoFile): void => {
    for (const outer of withOuter(name)) kinds.set(outer, "package");
    for (const symbol of symbols) kinds.set(symbol.name, symbol.kind);
  };
  const seen = new Set([file]);
  const waiting = file.imports.map(({ path }) => path.value);
  add(file);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const found = findImport(path);
    if (found === undefined) {
      missing.push(path.split("/").slice(0, -1).join("."));
      continue;
    }
    if (seen.has(found)) continue;
    seen.add(found);
    add(found);
    for (const { modifier, path: inner } of found.imports) {
      if (modifier === "public") waiting.push(inner.value);
    }
  }
  return { kinds, missing };
}

/** A name, and every name that it lies in: `a.b.c`, `a.b`, `a`. */
function withOuter(name: string): readonly string[] {
  const names: string[] = [];
  for (let at = name.length; at > 0; at = name.lastIndexOf(".", at - 1)) {
    names.push(name.slice(0, at));
  }
  return names;
}

function fullName(written: string, service: string, packageName: string, visible: Visible): string {
  if (written.startsWith(".")) return written.slice(1);
  const { kinds, missing } = visible;
  const [first = ""] = written.split(".", 1);
  const isPath = first !== written;
  for (const scope of [...withOuter(service), ""]) {
    const prefix = scope === "" ? "" : `${scope}.`;
    const kind = kinds.get(`${prefix}${first}`);
    if (kind !== undefined && !(isPath && isLeaf(kind))) return `${prefix}${written}`;
    const isMissing = (folder: string): boolean => `${folder}.`.startsWith(`${prefix}${first}.`);
    if (kind === undefined && isPath && missing.some(isMissing)) return `${prefix}${written}`;
  }
  const inPackage = !isPath && missing.length > 0 && packageName !== "";
  return inPackage ? `${packageName}.${written}` : written;
}

/** Whether nothing can be looked up in it. */
function isLeaf(kind: SymbolKind | "package"): boolean {
  return kind === "method" || kind === "value" || kind === "extension";
}
