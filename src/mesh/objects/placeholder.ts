import { holdsPlaceholder, isCapitals } from "../../manifest/placeholder.ts";

export { holdsPlaceholder as isPlaceholder, isCapitalWord } from "../../manifest/placeholder.ts";

/** Whether a name is filled in later: names of objects, hosts and ports have no upper case. */
export function isNameToFill(name: string): boolean {
  return holdsPlaceholder(name) || isCapitals(name) || name.includes("RELEASE-NAME");
}
