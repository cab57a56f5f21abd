"""Start of the window.

Wiring agreed with `ui.main_window` and `ui.theme`:

    theme.apply(app: QApplication, scheme: Scheme) -> None
    MainWindow(workspace: Workspace, settings: Settings, *, save_settings: Callable[[Settings], None])
        its closeEvent calls `save_settings(...)` with what is to be remembered, then `workspace.close()`, then accepts.
"""
