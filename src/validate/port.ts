/** Whether a number is a port: 1 to 65535. */
export function isPort(number: number): boolean {
  return number >= 1 && number <= 65_535;
}
