import { computed, type ComputedRef } from "vue";

/** True from the first opening on. The content of menus and dialogs is loaded then, and stays while they close. */
export const useOnceOpened = (isOpen: () => boolean): ComputedRef<boolean> =>
  computed<boolean>((before) => before === true || isOpen());
