import { list } from "../../text/lists.ts";
import type { Mesh } from "../mesh.ts";
import { principalMismatch, type PrincipalMismatch } from "../objects/request-principal.ts";

/** Why no validated token has a request principal, and the value that is meant. */
export interface RequestPrincipalFault {
  /** At most six words for a label. */
  readonly text: string;
  readonly help: string;
}

/** `undefined` where a token of one of the issuers may have it. */
export function requestPrincipalFault(
  value: string,
  issuers: readonly string[],
  { settings }: Pick<Mesh, "settings">,
): RequestPrincipalFault | undefined {
  const isSplit = Number(settings.istioVersion.split(".")[1]) >= 21;
  const found = issuers.map((issuer) => ({ issuer, reason: principalMismatch(value, issuer) }));
  const isMet = found.some(({ reason }) => reason === undefined || !(isSplit || isOld(reason)));
  const own = found.find(({ reason }) => reason !== "issuer") ?? found[0];
  if (isMet || own?.reason === undefined) return undefined;
  return { text: texts[own.reason], help: helpFor(own.reason, own.issuer, { value, issuers }) };
}

/** Whether it was a mismatch before Istio 1.21, which compared principals as a whole. */
function isOld(reason: PrincipalMismatch): boolean {
  return reason === "issuer" || reason === "no-subject" || reason === "star";
}

const texts: Readonly<Record<PrincipalMismatch, string>> = {
  issuer: "another issuer",
  "no-subject": "lacks a subject",
  slash: "the issuer ends with `/`",
  "last-slash": "the last `/` ends the issuer",
  prefix: "issuers have to be equal",
  star: "this `*` is a plain character",
};

function helpFor(
  reason: PrincipalMismatch,
  issuer: string,
  { value, issuers }: { readonly value: string; readonly issuers: readonly string[] },
): string {
  if (reason === "no-subject") return `use \`${issuer}/*\` for every subject`;
  if (reason === "slash") return `use \`${issuer}/${value.slice(issuer.length)}\``;
  if (reason === "last-slash" && !value.endsWith("/*"))
    return "match `request.auth.claims[iss]` and `request.auth.claims[sub]` in `when`, which may contain `/`";
  const all = list(issuers.map((it) => `${it}/*`));
  return reason === "issuer" || reason === "last-slash"
    ? `use ${all}, or add the issuer to a RequestAuthentication`
    : `use ${all}`;
}
