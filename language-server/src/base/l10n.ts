/**
 * Texts that people read, in their language.
 *
 * A text is written in English, which with `{0}`, `{1}` for what is filled in is also the name of its translation: what
 * has none is shown as it is. There is one language in a process, which whoever starts it says once; the command line
 * says none.
 */

/** Translations by their English templates, as VS Code keeps them in `bundle.l10n.LANGUAGE.json`. */
export type Translations = Readonly<Record<string, string>>;

let translations: Translations = {};

/** From now on texts are in another language. */
export function translateBy(bundle: Translations | undefined): void {
	translations = bundle ?? {};
}

/** What a function makes, in English: what goes into a commit message or a report, whoever reads the editor. */
export function inEnglish<Value>(make: () => Value): Value {
	const own = translations;
	translations = {};
	try {
		return make();
	} finally {
		translations = own;
	}
}

/**
 * A text in the language of the process: t`in the editor`, or with values t`${count} of ${all}`, whose template is
 * "{0} of {1}".
 */
export function t(pieces: readonly string[], ...values: readonly (string | number)[]): string {
	const template = templateOf(pieces);
	if (Object.hasOwn(translations, template)) return filled(translations[template], values);
	return String.raw({ raw: pieces }, ...values);
}

function filled(template: string, values: readonly (string | number)[]): string {
	return values.length === 0 ? template : template.replace(/\{(\d+)\}/g, (hole, index) => String(values[Number(index)] ?? hole));
}

/** A text that is told later, when it is known what is filled in and in which language: its pieces, and the values. */
export function sentence<const Values extends readonly unknown[]>(
	pieces: TemplateStringsArray,
	...values: Values
): readonly (string | Values[number])[] {
	return pieces.flatMap((piece, index) => (index === 0 ? [piece] : [values[index - 1], piece])).filter((part) => part !== "");
}

/** What stands between the values of a text, with `{0}`, `{1}` for these. */
function templateOf(pieces: readonly string[]): string {
	return pieces.reduce((before, piece, index) => `${before}{${index - 1}}${piece}`);
}
