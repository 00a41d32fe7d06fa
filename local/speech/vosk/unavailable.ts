/** Thrown where recognition cannot work on this machine. The message is for a person and says what to do about it. */
export class SpeechUnavailable extends Error {
  override readonly name = "SpeechUnavailable";
}
