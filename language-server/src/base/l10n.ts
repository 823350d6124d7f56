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
 * A text in the language of the process: t("in the editor") or, with values, t`${count} of ${all}`, whose template is
 * "{0} of {1}".
 */
export function t(written: string | TemplateStringsArray, ...values: readonly (string | number)[]): string {
	const template = typeof written === "string" ? written : templateOf(written);
	const text = Object.hasOwn(translations, template) ? translations[template] : template;
	return values.length === 0 ? text : text.replace(/\{(\d+)\}/g, (hole, index) => String(values[Number(index)] ?? hole));
}

/** What stands between the values of a text, with `{0}`, `{1}` for these. */
function templateOf(pieces: readonly string[]): string {
	return pieces.reduce((before, piece, index) => `${before}{${index - 1}}${piece}`);
}
