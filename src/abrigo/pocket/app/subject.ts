// Whom a form is about, known between two screens: an address never names a child.

import type { Form } from "./engine";

export interface Half { person: string; form: string; version: string; id: string; language: string; given: Record<string, string> }
// `forms`: opened once a sitting; a long form must not be unsealed at every tap.
export const subject: { person: string; half?: Half; forms?: Form[] } = { person: "" };
export const forgetForm = (): void => void ((subject.person = ""), (subject.half = subject.forms = undefined));
