/**
 * Texts that people read, in their language.
 *
 * A text is a template in English, which is also the name of its translation: what has none is shown as it is. There is
 * one language in a process, which whoever starts it says once; the command line says none.
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

/** A template in the language of the process, with `{0}`, `{1}` replaced by values. */
export function t(template: string, ...values: readonly (string | number)[]): string {
	const text = Object.hasOwn(translations, template) ? translations[template] : template;
	return text.replace(/\{(\d+)\}/g, (hole, index) => String(values[Number(index)] ?? hole));
}
