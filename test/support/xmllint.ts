import { readFileSync } from "node:fs";
import { validateXML } from "xmllint-wasm";

/** What libxml2 says against the texts: none if all are well-formed and keep to the XSD at `schema`. */
export async function validateXml(
  texts: readonly string[],
  schema: string,
): Promise<readonly string[]> {
  const { errors } = await validateXML({
    xml: texts.map((contents, index) => ({ fileName: `${index}.xml`, contents })),
    schema: [readFileSync(schema, "utf8")],
  });
  return errors.map(({ rawMessage }) => rawMessage);
}

/** What keeps the texts from being well-formed XML. */
export async function findXmlErrors(texts: readonly string[]): Promise<readonly string[]> {
  const { errors } = await validateXML({
    xml: texts.map((contents, index) => ({ fileName: `${index}.xml`, contents })),
    normalization: "format",
  });
  return errors.map(({ rawMessage }) => rawMessage);
}
