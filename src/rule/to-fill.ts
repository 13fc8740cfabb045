import { isCapitalWord } from "../mesh/objects/placeholder.ts";
import type { Finding } from "./finding.ts";

/**
 * A finding about a value in upper case where none can be right, which a script may well replace: weaker, and once for
 * all places that it is to be replaced in.
 */
export function perhapsFilled(finding: Finding, value: string): Finding {
  return {
    ...finding,
    severity: "warning",
    note: `unless a script replaces \`${value}\` first, ${finding.note}`,
    once: `placeholder ${value}`,
  };
}

/**
 * The same for a name that would be right but for one word in capitals, which may be a token: `grpc-server-INDEX`. That of a
 * protocol stands for itself: `GRPC`.
 */
export function nameOrToken(finding: Finding, name: string): Finding {
  const [token, ...others] = name.split(/[-.]/).filter((word) => /[A-Z]/.test(word));
  const isWord = token !== undefined && others.length === 0 && isCapitalWord(token);
  const isToken = isWord && !/^(?:GRPC|HTTPS?|HTTP2|TCP|TLS|UDP)$/.test(token);
  return isToken && /^[a-z0-9](?:[-.a-z0-9]*[a-z0-9])?$/.test(name.toLowerCase())
    ? perhapsFilled(finding, token)
    : finding;
}
