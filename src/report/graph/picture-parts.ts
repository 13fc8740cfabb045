import { pictureScript, pictureScriptHash } from "./picture-script.ts";
import { pictureStyle, pictureStyleHash } from "./picture.ts";

/** What a page with pictures needs. */
export const graphStyleParts = {
  style: { text: pictureStyle, hash: pictureStyleHash },
  script: { text: pictureScript, hash: pictureScriptHash },
} as const;
