interface DialogActionsProps {
  /** The words of the button that submits the form. */
  action: string;
  tone?: 'primary' | 'danger';
  isDisabled?: boolean;
  onCancel: () => void;
}

/** The buttons of a dialog's form. */
export function DialogActions({ action, tone = 'primary', isDisabled = false, onCancel }: DialogActionsProps) {
  return (
    <p class="actions">
      <button type="submit" class={tone} disabled={isDisabled}>
        {action}
      </button>
      <button type="button" onClick={onCancel}>
        Cancel
      </button>
    </p>
  );
}
