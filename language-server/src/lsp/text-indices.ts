import { TextIndex } from "../base/text-index";

/** The lines of texts that positions have been asked of, by URI. */
export class TextIndices {
	private readonly indices = new Map<string, TextIndex>();

	/** The index of a file with this text. */
	of(uri: string, text: string): TextIndex {
		const known = this.indices.get(uri);
		if (known?.text === text) return known;
		const index = new TextIndex(text);
		this.indices.set(uri, index);
		return index;
	}

	/** The text of a file is another, or nobody asks about it any more. */
	delete(uri: string): void {
		this.indices.delete(uri);
	}
}
