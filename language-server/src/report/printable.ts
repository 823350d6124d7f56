const TAB = "    ";

/** Text as a terminal may be given it: nothing in a file may steer the terminal, nor turn the direction of text so that it reads as something else. */
export function printable(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced
	return text.replace(/\t/g, TAB).replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}
