/** The text editor in front: what stands in it, what is shown beside the text, and what one does there. */
import type { Locator } from "playwright-core";
import { controlKey, isDone, isNotDone, plain, Window } from "./window";

export interface Hover {
	readonly text: string;
	/** Tables as rows of cells, the head first. */
	readonly tables: readonly (readonly (readonly string[])[])[];
}

export interface InlayHint {
	/** The line without its hints and outer white space. */
	readonly line: string;
	readonly text: string;
}

export class TextEditor extends Window {
	/** Selects the first occurrence of a text in the editor, and brings it into view. */
	async select(text: string): Promise<void> {
		const find = this.editor().locator(".find-widget.visible");
		await this.summon(find, async () => {
			await this.focusEditor();
			await this.page.keyboard.press(`${controlKey}+Home`);
			await this.page.keyboard.press(`${controlKey}+f`);
		});
		const input = find.locator(".find-part textarea");
		// A text that stands there already would not be looked for again, and nothing be selected.
		await input.fill("");
		await input.fill(text);
		await find.locator(".matchesCount", { hasText: /^\d+ of/ }).waitFor();
		await this.dismiss(find);
	}

	/** Replaces the first occurrence of a text in the editor, as if the new text were pasted. */
	async replace(text: string, replacement: string): Promise<void> {
		await this.select(text);
		if (replacement === "") await this.page.keyboard.press("Delete");
		else await this.page.keyboard.insertText(replacement);
	}

	/** Pastes a text in place of all that is in the editor. */
	async replaceAll(text: string): Promise<void> {
		await this.page.keyboard.press("Escape");
		await this.page.keyboard.press(`${controlKey}+a`);
		if (text === "") await this.page.keyboard.press("Delete");
		else await this.#paste(text);
	}

	/** Begins a line behind that with the first occurrence of `text`, and types there key by key. */
	async appendLine(text: string, line: string): Promise<void> {
		await this.select(text);
		await this.page.keyboard.press("End");
		await this.page.keyboard.press("Enter");
		await this.page.keyboard.type(line);
	}

	/** Puts a text in place of the line at the cursor. */
	async replaceLine(text: string): Promise<void> {
		await this.page.keyboard.press("Escape");
		await this.page.keyboard.press("Escape");
		await this.page.keyboard.press("Home");
		await this.page.keyboard.press("Shift+End");
		await this.#paste(text);
	}

	/** Types key by key, so that completion and automatic closing take part. */
	async type(text: string): Promise<void> {
		await this.page.keyboard.type(text);
	}

	/** Through the clipboard: typed text would be indented and its braces closed. */
	async #paste(text: string): Promise<void> {
		await this.copy(text);
		await this.page.keyboard.press(`${controlKey}+v`);
	}

	async focusEditor(): Promise<void> {
		await this.editor().locator("textarea.inputarea").first().focus();
	}

	/** Asks what may be written at the cursor. */
	async propose(): Promise<void> {
		await this.summon(this.page.locator(".suggest-widget.visible").first(), () => this.page.keyboard.press(`${controlKey}+Space`));
	}

	/** The proposals that are shown, each with what it takes. */
	async suggestions(): Promise<string[]> {
		const rows = this.page.locator(".suggest-widget.visible .monaco-list-row");
		return await rows.evaluateAll((elements) =>
			elements.map((row) => [".label-name", ".signature-label"].map((part) => row.querySelector(part)?.textContent ?? "").join("")),
		);
	}

	/** Names of proposals that do not fit into their list. */
	async cutSuggestions(): Promise<string[]> {
		const names = this.page.locator(".suggest-widget.visible .monaco-list-row .monaco-icon-label");
		return await names.evaluateAll((elements) =>
			elements.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ textContent }) => textContent ?? ""),
		);
	}

	/** What the editor says of the call at the cursor. */
	async parameterHelp(): Promise<string> {
		return plain((await this.page.locator(".parameter-hints-widget.visible .signature").allInnerTexts()).join("\n"));
	}

	/** Chooses a proposal, which must be the first. */
	async complete(label: string): Promise<void> {
		const suggestions = this.page.locator(".suggest-widget.visible .monaco-list-row");
		if ((await suggestions.count()) === 0) await this.page.keyboard.press(`${controlKey}+Space`);
		await this.page.locator(".suggest-widget.visible .monaco-list-row.focused", { hasText: label }).waitFor();
		await this.page.keyboard.press("Enter");
		await suggestions.first().waitFor({ state: "hidden" });
	}

	/**
	 * Chooses a quick fix at the first occurrence of a text. Asks again as long as it is not there: some are found by
	 * searching. `offered` is called while the menu is open.
	 */
	async quickFix(text: string, title: RegExp, offered?: () => Promise<void>): Promise<void> {
		const menu = this.page.locator(".action-widget");
		const wanted = menu.locator(".monaco-list-row.action", { hasText: title }).first();
		for (let tries = 0; tries < 50; tries++) {
			await this.select(text);
			await this.page.keyboard.press(`${controlKey}+.`);
			// There may be nothing yet: repairs are offered once they have been searched for.
			const isOpen = await menu.first().waitFor({ timeout: 10_000 }).then(isDone, isNotDone);
			if (isOpen && (await wanted.waitFor({ timeout: 1_000 }).then(isDone, isNotDone))) {
				await offered?.();
				// A click would close the menu: nothing in it takes the mouse before that has moved.
				const focused = menu.locator(".monaco-list-row.action.focused", { hasText: title });
				while (!(await focused.isVisible())) await this.page.keyboard.press("ArrowDown");
				return await this.page.keyboard.press("Enter");
			}
			await this.dismiss(menu.first());
			await this.page.waitForTimeout(500);
		}
		throw new Error(`no quick fix ${title}`);
	}

	/** Titles of what is offered at the first occurrence of a text, from top to bottom; the menu stays open. */
	async quickFixes(text: string): Promise<string[]> {
		const menu = this.page.locator(".action-widget");
		await this.select(text);
		await this.summon(menu.first(), () => this.page.keyboard.press(`${controlKey}+.`));
		return await this.offeredFixes();
	}

	/** Titles of the quick fixes in the menu that is open. */
	async offeredFixes(): Promise<string[]> {
		return (await this.page.locator(".action-widget .monaco-list-row.action").allInnerTexts()).map((title) => plain(title).trim());
	}

	/** Lines of the active editor that are in view, from top to bottom, with inlay hints left out. */
	async visibleLines(): Promise<string[]> {
		return (await this.#readLines()).map((line) => line.text);
	}

	/** Inlay hints in view, from top to bottom. */
	async inlayHints(): Promise<InlayHint[]> {
		return (await this.#readLines()).filter((line) => line.hint !== "").map((line) => ({ line: line.text.trim(), text: line.hint }));
	}

	/** CodeLens rows in view, such as `✗ race · v4.17 | Timeline`. */
	async codeLenses(): Promise<string[]> {
		return (await this.editor().locator(".codelens-decoration").allInnerTexts()).map((text) => plain(text).replaceAll(/\s+/g, " "));
	}

	/** Clicks the part of a CodeLens that has this title. */
	async clickCodeLens(title: string): Promise<void> {
		await this.editor().locator(".codelens-decoration a", { hasText: title }).first().click();
	}

	/** What the extension shows behind lines of the editor. */
	async lineNotes(): Promise<string[]> {
		return await this.lines().evaluateAll((lines) =>
			lines.flatMap((line) =>
				[...line.querySelectorAll("span")].flatMap((span) => {
					const content = getComputedStyle(span, "::after").content;
					return content === "none" || content === "normal" || content === '""' ? [] : [content.replace(/^"|"$/g, "")];
				}),
			),
		);
	}

	/** Different colors of the text of the first line in view that contains `text`. */
	async colorsOfLine(text: string): Promise<string[]> {
		const spans = this.lines()
			.filter({ hasText: spaced(text) })
			.first()
			.locator("span > span");
		const colors = await spans.evaluateAll((elements) => elements.map((element) => getComputedStyle(element).color));
		return [...new Set(colors)];
	}

	/** How many wavy underlines of a severity are in view. */
	async squiggles(severity: "error" | "warning" | "info"): Promise<number> {
		return await this.editor().locator(`.squiggly-${severity}`).count();
	}

	/**
	 * Rests the mouse on a word and reads what pops up; the word is the first one in the first occurrence of `context`.
	 */
	async hover(word: string, context = word): Promise<Hover> {
		await this.select(context);
		const place = await this.#place(word, context);
		const popup = this.editor().locator(".monaco-hover:not(.hidden) .monaco-hover-content");
		// A hover that is open already would be taken for the new one.
		await this.page.mouse.move(0, 0);
		await popup.first().waitFor({ state: "hidden" });
		await this.page.mouse.move(place.x, place.y, { steps: 2 });
		return await this.#readHover(popup);
	}

	/** Clicks a link in the hover that is open. */
	async clickInHover(title: string): Promise<void> {
		await this.editor().locator(".monaco-hover:not(.hidden) .monaco-hover-content a", { hasText: title }).first().click();
	}

	async #readHover(popup: Locator): Promise<Hover> {
		await popup
			.locator(".hover-row")
			.filter({ hasNotText: /^Loading/ })
			.first()
			.waitFor();
		const tables = await popup
			.locator("table")
			.evaluateAll((elements) =>
				elements.map((table) =>
					[...(table as HTMLTableElement).rows].map((row) => [...row.cells].map((cell) => cell.innerText.replaceAll("\u00a0", " "))),
				),
			);
		return { text: plain((await popup.locator(".hover-row").allInnerTexts()).join("\n")), tables };
	}

	/** Goes to the definition of a word, found as for `hover`, and waits for the file that it is in. */
	async goToDefinition(word: string, context: string, file: string): Promise<void> {
		await this.select(context);
		const place = await this.#place(word, context);
		await this.page.mouse.click(place.x, place.y);
		await this.page.keyboard.press("F12");
		await this.page.locator(".tab.active", { hasText: file }).waitFor();
		await this.lines().first().waitFor();
	}

	async #readLines(): Promise<{ text: string; hint: string }[]> {
		const lines = await this.lines().evaluateAll((elements) =>
			elements
				.map((line) => {
					// Inlay hints are text like any other, told apart by the rule that styles them.
					const spans = [...line.querySelectorAll<HTMLElement>(":scope > span > span")];
					const join = (parts: HTMLElement[]) => parts.map((part) => part.textContent ?? "").join("");
					const isHint = (span: HTMLElement) => span.className.includes("dyn-rule");
					return {
						top: line.getBoundingClientRect().top,
						text: join(spans.filter((span) => !isHint(span))),
						hint: join(spans.filter(isHint)),
					};
				})
				.sort((a, b) => a.top - b.top),
		);
		return lines.map(({ text, hint }) => ({ text: plain(text), hint: plain(hint).trim() }));
	}

	/** The middle of the first `word` in the first `context` in view. */
	async #place(word: string, context: string): Promise<{ x: number; y: number }> {
		return await this.editor().evaluate(
			(editor, wanted) => {
				const byPosition = (a: Element, b: Element) => a.getBoundingClientRect().top - b.getBoundingClientRect().top;
				for (const line of [...editor.querySelectorAll(".view-line")].sort(byPosition)) {
					const nodes: Text[] = [];
					const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
					while (walker.nextNode()) nodes.push(walker.currentNode as Text);
					const text = nodes.map((node) => node.data.replaceAll("\u00a0", " ")).join("");
					if (!text.includes(wanted.context)) continue;
					const start = text.indexOf(wanted.word, text.indexOf(wanted.context));
					const boundary = (offset: number): [Text, number] => {
						let rest = offset;
						for (const node of nodes) {
							if (rest <= node.length) return [node, rest];
							rest -= node.length;
						}
						throw new Error("unreachable");
					};
					const range = document.createRange();
					range.setStart(...boundary(start));
					range.setEnd(...boundary(start + wanted.word.length));
					const box = range.getBoundingClientRect();
					return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
				}
				throw new Error(`not in view: ${wanted.context}`);
			},
			{ word, context },
		);
	}
}

/** A pattern for a text as the editor draws it. */
function spaced(text: string): RegExp {
	return new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "[ \u00a0]"));
}
