import { holdsCapitals, holdsPlaceholder } from "../../manifest/placeholder.ts";

export {
  holdsPlaceholder as isPlaceholder,
  isCapitalWord,
  isCommentToken,
} from "../../manifest/placeholder.ts";

/**
 * Whether a name is filled in later: names of objects, hosts and ports have no upper case, so that `APP_NAME` stands for
 * one, in `APP_NAME-canary` too.
 */
export function isNameToFill(name: string): boolean {
  return holdsPlaceholder(name) || holdsCapitals(name) || wordsForTokens.test(name);
}

/** Words that say so, in a case that no name has: `placeholderName`, `changeMe`, `yourNamespace`, `RELEASE-NAME`. */
const wordsForTokens =
  /placeholder[A-Z]|[a-z]Placeholder|RELEASE-NAME|(?:change|replace)_?Me|(?:CHANGE|REPLACE)[-_]?ME|\b(?:your[A-Z]|YOUR[-_])/;
