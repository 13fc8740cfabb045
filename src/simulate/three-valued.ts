/** `undefined`: it depends on something that manifests do not hold. */
export type Answer = boolean | undefined;

export function not(answer: Answer): Answer {
  return answer === undefined ? undefined : !answer;
}

/** One `false` decides. */
export function every(answers: Iterable<Answer>): Answer {
  let result: Answer = true;
  for (const answer of answers) {
    if (answer === false) return false;
    if (answer === undefined) result = undefined;
  }
  return result;
}

/** One `true` decides. */
export function some(answers: Iterable<Answer>): Answer {
  let result: Answer = false;
  for (const answer of answers) {
    if (answer === true) return true;
    if (answer === undefined) result = undefined;
  }
  return result;
}
