; Per person, without an administrator: programs below %LOCALAPPDATA%, everything else below HKCU.
; `setup.exe /S` installs silently, `uninstall.exe /S` removes silently, `/D=folder` (last) chooses the place.
Unicode true
!ifdef AMD64 ; Debian's NSIS brings it, and wine64 runs nothing else; NSIS for Windows makes 32-bit installers only
  Target amd64-unicode
!endif
!include "MUI2.nsh"

!define APP "Recon Desktop"
!define PROGRAM "Software\Classes\Applications\recon-desktop.exe"
!define REMOVAL "Software\Microsoft\Windows\CurrentVersion\Uninstall\ReconDesktop"

Name "${APP}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\${APP}"
InstallDirRegKey HKCU "${REMOVAL}" "InstallLocation"
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetCompressorDictSize 64
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${APP}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${APP}"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\recon-desktop.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Korean"

LangString Running ${LANG_ENGLISH} "Recon Desktop is running. Close it, then try again."
LangString Running ${LANG_KOREAN} "Recon Desktop이 실행 중입니다. 닫은 뒤 다시 시도하세요."

; A program that runs cannot be replaced: opening its file for writing tells.
!macro WaitForPrograms
  again:
  IfFileExists "$INSTDIR\recon-desktop.exe" 0 free
  ClearErrors
  FileOpen $0 "$INSTDIR\recon-desktop.exe" a
  IfErrors 0 closed
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Running)" /SD IDCANCEL IDRETRY again
  SetErrorLevel 2
  Quit
  closed:
  FileClose $0
  free:
!macroend

!macro OpenWith SUFFIX
  WriteRegStr HKCU "${PROGRAM}\SupportedTypes" "${SUFFIX}" ""
!macroend

Section
  !insertmacro WaitForPrograms
  ; An upgrade starts from an empty folder, so that nothing of the older version is loaded by the newer one.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${APP}.lnk" "$INSTDIR\recon-desktop.exe"
  WriteRegStr HKCU "${PROGRAM}" "FriendlyAppName" "${APP}"
  WriteRegStr HKCU "${PROGRAM}\shell\open\command" "" '"$INSTDIR\recon-desktop.exe" "%1"'
  !include "${SUFFIXES}"
  WriteRegStr HKCU "${REMOVAL}" "DisplayName" "${APP}"
  WriteRegStr HKCU "${REMOVAL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${REMOVAL}" "DisplayIcon" "$INSTDIR\recon-desktop.exe"
  WriteRegStr HKCU "${REMOVAL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${REMOVAL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${REMOVAL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${REMOVAL}" "NoModify" 1
  WriteRegDWORD HKCU "${REMOVAL}" "NoRepair" 1
  SectionGetSize 0 $0
  WriteRegDWORD HKCU "${REMOVAL}" "EstimatedSize" $0
SectionEnd

Section "Uninstall"
  !insertmacro WaitForPrograms
  ; Only what was installed: the folder may have been one with other files.
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\recon-desktop.exe"
  Delete "$INSTDIR\recon.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${APP}.lnk"
  DeleteRegKey HKCU "${REMOVAL}"
  DeleteRegKey HKCU "${PROGRAM}"
SectionEnd
