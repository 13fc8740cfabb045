/** A URI reference for a path as it is reported: relative paths stay relative, absolute ones become `file:` URIs. */
export function fileUri(path: string): string {
  const encoded = path
    .replaceAll(/\p{Surrogate}/gu, "\uFFFD")
    .split("/")
    .map(encodeURIComponent)
    .join("/");
  if (path.startsWith("/")) return `file://${encoded}`;
  return isDrivePath(path) ? `file:///${encoded.replace("%3A", ":")}` : encoded;
}

export function isRelativePath(path: string): boolean {
  return !path.startsWith("/") && !isDrivePath(path);
}

function isDrivePath(path: string): boolean {
  return /^[A-Za-z]:\//.test(path);
}
