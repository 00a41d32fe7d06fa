/** Addresses that may become links, also in Markdown of a model or a file: those of the web and of mail. */

export const SAFE_ADDRESS = /^(?:https?|mailto):/i;
