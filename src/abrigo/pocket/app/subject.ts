// Whom a form is about, known between two screens: an address never names a child.

export interface Half { person: string; form: string; version: string; id: string; language: string; given: Record<string, string> }
export const subject: { person: string; half?: Half } = { person: "" };
export const forgetForm = (): void => void ((subject.person = ""), (subject.half = undefined));
