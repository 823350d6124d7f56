/** What the tests use of libraries that have no types. */
declare module "markdown-it" {
	export default class MarkdownIt {
		constructor(options: { readonly html: boolean; readonly linkify: boolean });
		validateLink: (address: string) => boolean;
		render(markdown: string): string;
	}
}

declare module "sax" {
	interface Parser {
		onopentag: (tag: { readonly name: string }) => void;
		onerror: (error: Error) => void;
		write(text: string): Parser;
		close(): Parser;
	}
	export function parser(strict: boolean, options: object): Parser;
	const sax: { parser: typeof parser };
	export default sax;
}
