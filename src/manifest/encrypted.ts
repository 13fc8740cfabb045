import type { Field } from "../yaml/field.ts";

/**
 * Whether SOPS has encrypted values of an object: what is written is not what is applied, and the key `sops`, with its
 * `mac`, is taken out again when Flux, Argo CD or a plug-in of kustomize decrypts it.
 */
export function isEncrypted(root: Field): boolean {
  return root.at("sops", "mac") !== undefined;
}
