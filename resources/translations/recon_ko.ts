<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
    <context>
        <name>AboutDialog</name>
        <message>
            <source>About Recon Desktop</source>
            <translation>Recon Desktop 정보</translation>
        </message>
        <message>
            <source>Version {version}</source>
            <translation>버전 {version}</translation>
        </message>
        <message>
            <source>Denoises and enlarges photos with networks that were trained in the open, and shows what each of them does to your own pixels. Nothing leaves this computer.</source>
            <translation>학습 과정이 공개된 신경망으로 사진의 노이즈를 제거하고 사진을 확대하며, 각 신경망이 내 사진의 픽셀에 무엇을 하는지 보여 줍니다. 어떤 데이터도 이 컴퓨터 밖으로 나가지 않습니다.</translation>
        </message>
        <message>
            <source>Apache-2.0. Uses Qt through PySide6 (LGPL), ONNX Runtime, OpenCV, NumPy, Pillow, and icons of Lucide (ISC).</source>
            <translation>Apache-2.0. PySide6(LGPL)를 통한 Qt, ONNX Runtime, OpenCV, NumPy, Pillow, Lucide 아이콘(ISC)을 사용합니다.</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>닫기</translation>
        </message>
        <message>
            <source>Close this window</source>
            <translation>이 창을 닫습니다</translation>
        </message>
        <message>
            <source>Licences</source>
            <translation>라이선스</translation>
        </message>
        <message>
            <source>What is bundled with this program, and under which licences</source>
            <translation>이 프로그램에 함께 들어 있는 것과 그 라이선스</translation>
        </message>
    </context>
    <context>
        <name>Actions</name>
        <message>
            <source>&amp;File</source>
            <translation>파일(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>편집(&amp;E)</translation>
        </message>
        <message>
            <source>&amp;Restore</source>
            <translation>복원(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>보기(&amp;V)</translation>
        </message>
        <message>
            <source>&amp;Device</source>
            <translation>장치(&amp;D)</translation>
        </message>
        <message>
            <source>&amp;Appearance</source>
            <translation>화면 모드(&amp;A)</translation>
        </message>
        <message>
            <source>&amp;Language</source>
            <translation>언어(&amp;L)</translation>
        </message>
        <message>
            <source>Met&amp;hod</source>
            <translation>방법(&amp;H)</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>도움말(&amp;H)</translation>
        </message>
        <message>
            <source>&amp;Open…</source>
            <translation>열기(&amp;O)…</translation>
        </message>
        <message>
            <source>Open a photo</source>
            <translation>사진을 엽니다</translation>
        </message>
        <message>
            <source>&amp;Try a noisy photo</source>
            <translation>노이즈가 있는 사진 열어 보기(&amp;T)</translation>
        </message>
        <message>
            <source>Open a photo with the noise of a phone, which comes with the program</source>
            <translation>프로그램에 들어 있는, 휴대전화 노이즈가 있는 사진 열기</translation>
        </message>
        <message>
            <source>Try a picture from the &amp;web</source>
            <translation>웹 그림 열어 보기(&amp;W)</translation>
        </message>
        <message>
            <source>Open a small, strongly compressed picture, which comes with the program</source>
            <translation>프로그램에 들어 있는, 작고 강하게 압축된 그림 열기</translation>
        </message>
        <message>
            <source>Open &amp;recent</source>
            <translation>최근 사진 열기(&amp;R)</translation>
        </message>
        <message>
            <source>Open a recent photo again</source>
            <translation>최근에 연 사진을 다시 엽니다</translation>
        </message>
        <message>
            <source>&amp;Close the photo</source>
            <translation>사진 닫기(&amp;C)</translation>
        </message>
        <message>
            <source>Close the photo and start over</source>
            <translation>사진을 닫고 처음부터 시작합니다</translation>
        </message>
        <message>
            <source>Add to &amp;batch…</source>
            <translation>일괄 작업에 추가(&amp;B)…</translation>
        </message>
        <message>
            <source>Add photos to the batch</source>
            <translation>사진을 일괄 작업에 추가합니다</translation>
        </message>
        <message>
            <source>Add a &amp;folder to the batch…</source>
            <translation>일괄 작업에 폴더 추가(&amp;F)…</translation>
        </message>
        <message>
            <source>Add all photos in a folder and in the folders below it</source>
            <translation>폴더와 하위 폴더의 모든 사진을 추가합니다</translation>
        </message>
        <message>
            <source>&amp;Next photo of the batch</source>
            <translation>일괄 작업의 다음 사진(&amp;N)</translation>
        </message>
        <message>
            <source>Open the next photo of the batch</source>
            <translation>일괄 작업의 다음 사진을 엽니다</translation>
        </message>
        <message>
            <source>Previo&amp;us photo of the batch</source>
            <translation>일괄 작업의 이전 사진(&amp;U)</translation>
        </message>
        <message>
            <source>Open the previous photo of the batch</source>
            <translation>일괄 작업의 이전 사진을 엽니다</translation>
        </message>
        <message>
            <source>&amp;Save…</source>
            <translation>저장(&amp;S)…</translation>
        </message>
        <message>
            <source>Save the result</source>
            <translation>결과를 저장합니다</translation>
        </message>
        <message>
            <source>Impro&amp;ve and save beside the photo</source>
            <translation>개선하여 사진 옆에 저장(&amp;V)</translation>
        </message>
        <message>
            <source>Restore the whole photo and save the result beside it, never over another file</source>
            <translation>사진 전체를 복원하고 결과를 사진 옆에 저장합니다. 다른 파일을 덮어쓰지 않습니다</translation>
        </message>
        <message>
            <source>Improve and save</source>
            <translation>개선 후 저장</translation>
        </message>
        <message>
            <source>Fi&amp;gure…</source>
            <translation>비교 그림(&amp;G)…</translation>
        </message>
        <message>
            <source>Export enlarged parts of the photo, as each method of the grid restores them</source>
            <translation>격자에 있는 방법들이 만든 사진 일부를 확대해 내보냅니다</translation>
        </message>
        <message>
            <source>Export re&amp;port…</source>
            <translation>보고서 내보내기(&amp;P)…</translation>
        </message>
        <message>
            <source>Compare all methods on the photo and write a page with crops and a table</source>
            <translation>사진에서 모든 방법을 비교하여 부분 확대가 있는 페이지와 표를 만듭니다</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>끝내기(&amp;Q)</translation>
        </message>
        <message>
            <source>Stop everything and close</source>
            <translation>모든 작업을 멈추고 닫습니다</translation>
        </message>
        <message>
            <source>&amp;Undo</source>
            <translation>되돌리기(&amp;U)</translation>
        </message>
        <message>
            <source>Undo the last change</source>
            <translation>마지막 변경을 되돌립니다</translation>
        </message>
        <message>
            <source>&amp;Redo</source>
            <translation>다시 실행(&amp;R)</translation>
        </message>
        <message>
            <source>Redo the change that was undone</source>
            <translation>되돌린 변경을 다시 실행합니다</translation>
        </message>
        <message>
            <source>&amp;History</source>
            <translation>작업 내역(&amp;H)</translation>
        </message>
        <message>
            <source>All changes in words; go back to any of them</source>
            <translation>모든 변경을 보고 원하는 단계로 돌아갑니다</translation>
        </message>
        <message>
            <source>&amp;Copy the result</source>
            <translation>결과 복사(&amp;C)</translation>
        </message>
        <message>
            <source>Put the whole result on the clipboard</source>
            <translation>결과 전체를 클립보드에 복사합니다</translation>
        </message>
        <message>
            <source>Copy or drag out</source>
            <translation>복사 · 끌어내기</translation>
        </message>
        <message>
            <source>&amp;Paste</source>
            <translation>붙여넣기(&amp;P)</translation>
        </message>
        <message>
            <source>Open the picture on the clipboard</source>
            <translation>클립보드의 이미지를 엽니다</translation>
        </message>
        <message>
            <source>Pr&amp;eferences…</source>
            <translation>환경설정(&amp;E)…</translation>
        </message>
        <message>
            <source>Settings for all photos</source>
            <translation>모든 사진에 적용되는 설정</translation>
        </message>
        <message>
            <source>Restore the whole photo</source>
            <translation>사진 전체를 복원합니다</translation>
        </message>
        <message>
            <source>&amp;Cancel</source>
            <translation>취소(&amp;C)</translation>
        </message>
        <message>
            <source>Stop what runs</source>
            <translation>진행 중인 작업을 멈춥니다</translation>
        </message>
        <message>
            <source>&amp;Presets</source>
            <translation>프리셋(&amp;P)</translation>
        </message>
        <message>
            <source>Apply settings that you saved, or save the current ones</source>
            <translation>저장한 설정을 적용하거나 지금 설정을 저장합니다</translation>
        </message>
        <message>
            <source>&amp;Automatic</source>
            <translation>자동(&amp;A)</translation>
        </message>
        <message>
            <source>Use the fastest device</source>
            <translation>가장 빠른 장치를 사용합니다</translation>
        </message>
        <message>
            <source>C&amp;PU</source>
            <translation>C&amp;PU</translation>
        </message>
        <message>
            <source>Use the processor</source>
            <translation>프로세서를 사용합니다</translation>
        </message>
        <message>
            <source>GPU (&amp;{name})</source>
            <translation>GPU(&amp;{name})</translation>
        </message>
        <message>
            <source>Use the graphics card</source>
            <translation>그래픽 카드를 사용합니다</translation>
        </message>
        <message>
            <source>&amp;Single</source>
            <translation>단일(&amp;S)</translation>
        </message>
        <message>
            <source>Show the result alone</source>
            <translation>결과만 봅니다</translation>
        </message>
        <message>
            <source>S&amp;plit</source>
            <translation>분할(&amp;P)</translation>
        </message>
        <message>
            <source>Before and after in one pane, with a divider</source>
            <translation>한 화면에서 구분선을 두고 전과 후를 봅니다</translation>
        </message>
        <message>
            <source>Side &amp;by side</source>
            <translation>나란히(&amp;B)</translation>
        </message>
        <message>
            <source>Before and after in two panes</source>
            <translation>두 화면에 전과 후를 나란히 봅니다</translation>
        </message>
        <message>
            <source>Side</source>
            <translation>나란히</translation>
        </message>
        <message>
            <source>&amp;Grid</source>
            <translation>격자(&amp;G)</translation>
        </message>
        <message>
            <source>Up to nine methods on the same spot, side by side</source>
            <translation>같은 자리를 최대 아홉 가지 방법으로 나란히 봅니다</translation>
        </message>
        <message>
            <source>Divider a&amp;cross</source>
            <translation>구분선 가로로(&amp;C)</translation>
        </message>
        <message>
            <source>Turn the divider of the split horizontal</source>
            <translation>분할 구분선을 가로로 놓습니다</translation>
        </message>
        <message>
            <source>Blin&amp;k</source>
            <translation>깜박임(&amp;K)</translation>
        </message>
        <message>
            <source>Show before in place while the key is held</source>
            <translation>키를 누르고 있는 동안 같은 자리에서 전을 봅니다</translation>
        </message>
        <message>
            <source>&amp;Difference</source>
            <translation>차이(&amp;D)</translation>
        </message>
        <message>
            <source>Show what changed, amplified</source>
            <translation>바뀐 부분을 증폭해서 봅니다</translation>
        </message>
        <message>
            <source>Method &amp;{number}</source>
            <translation>방법 &amp;{number}</translation>
        </message>
        <message>
            <source>Choose this pane of the grid, or show its method instead</source>
            <translation>격자의 이 칸을 선택하거나 그 방법을 제자리에서 봅니다</translation>
        </message>
        <message>
            <source>&amp;Trust</source>
            <translation>신뢰도(&amp;T)</translation>
        </message>
        <message>
            <source>Show where the photo does not support the result</source>
            <translation>결과가 원본 사진의 근거를 벗어난 곳을 봅니다</translation>
        </message>
        <message>
            <source>&amp;Fit</source>
            <translation>화면에 맞춤(&amp;F)</translation>
        </message>
        <message>
            <source>Show the whole photo</source>
            <translation>사진 전체가 보이게 합니다</translation>
        </message>
        <message>
            <source>&amp;1:1</source>
            <translation>&amp;1:1</translation>
        </message>
        <message>
            <source>One pixel of the screen for each pixel of the result</source>
            <translation>결과의 한 픽셀을 화면의 한 픽셀로 봅니다</translation>
        </message>
        <message>
            <source>Zoom &amp;in</source>
            <translation>확대해서 보기(&amp;I)</translation>
        </message>
        <message>
            <source>Zoom in</source>
            <translation>확대해서 봅니다</translation>
        </message>
        <message>
            <source>Zoom &amp;out</source>
            <translation>축소해서 보기(&amp;O)</translation>
        </message>
        <message>
            <source>Zoom out</source>
            <translation>축소해서 봅니다</translation>
        </message>
        <message>
            <source>Pi&amp;xel grid</source>
            <translation>픽셀 격자(&amp;X)</translation>
        </message>
        <message>
            <source>Lines between the pixels, from 800 % on</source>
            <translation>800%부터 픽셀 사이에 선을 표시합니다</translation>
        </message>
        <message>
            <source>&amp;Minimap</source>
            <translation>미니맵(&amp;M)</translation>
        </message>
        <message>
            <source>A small view of the whole photo, shown while part of it is out of view</source>
            <translation>사진 일부가 화면을 벗어나면 전체 사진을 작게 표시합니다</translation>
        </message>
        <message>
            <source>Pa&amp;nels</source>
            <translation>패널(&amp;N)</translation>
        </message>
        <message>
            <source>Show or hide the panels</source>
            <translation>패널을 표시하거나 숨깁니다</translation>
        </message>
        <message>
            <source>F&amp;ull screen</source>
            <translation>전체 화면(&amp;U)</translation>
        </message>
        <message>
            <source>Use the whole screen</source>
            <translation>화면 전체를 사용합니다</translation>
        </message>
        <message>
            <source>Next pa&amp;rt of the window</source>
            <translation>창의 다음 영역(&amp;R)</translation>
        </message>
        <message>
            <source>Move the keyboard from the photo to the panels, to the batch, and back</source>
            <translation>키보드 초점을 사진에서 패널, 일괄 작업, 다시 사진으로 옮깁니다</translation>
        </message>
        <message>
            <source>&amp;System</source>
            <translation>시스템(&amp;S)</translation>
        </message>
        <message>
            <source>Follow the desktop</source>
            <translation>시스템 설정을 따릅니다</translation>
        </message>
        <message>
            <source>&amp;Light</source>
            <translation>밝게(&amp;L)</translation>
        </message>
        <message>
            <source>Light greys</source>
            <translation>밝은 회색</translation>
        </message>
        <message>
            <source>&amp;Dark</source>
            <translation>어둡게(&amp;D)</translation>
        </message>
        <message>
            <source>Dark greys</source>
            <translation>어두운 회색</translation>
        </message>
        <message>
            <source>&amp;Keyboard shortcuts</source>
            <translation>키보드 단축키(&amp;K)</translation>
        </message>
        <message>
            <source>List all keys</source>
            <translation>모든 단축키를 봅니다</translation>
        </message>
        <message>
            <source>&amp;Models</source>
            <translation>모델(&amp;M)</translation>
        </message>
        <message>
            <source>Every model with its card</source>
            <translation>모든 모델과 모델 카드를 봅니다</translation>
        </message>
        <message>
            <source>&amp;About Recon Desktop</source>
            <translation>Recon Desktop 정보(&amp;A)</translation>
        </message>
        <message>
            <source>Version and licence</source>
            <translation>버전과 라이선스</translation>
        </message>
        <message>
            <source>Move the photo</source>
            <translation>사진 옮기기</translation>
        </message>
        <message>
            <source>Drag, arrows</source>
            <translation>끌기, 화살표 키</translation>
        </message>
        <message>
            <source>Move the photo in any mode</source>
            <translation>마우스 기능과 관계없이 사진 옮기기</translation>
        </message>
        <message>
            <source>Space and drag</source>
            <translation>스페이스바 누르고 끌기</translation>
        </message>
        <message>
            <source>By one screen: up, down; left, right</source>
            <translation>한 화면씩: 위, 아래; 왼쪽, 오른쪽</translation>
        </message>
        <message>
            <source>Page keys; with Shift</source>
            <translation>Page Up/Down 키; Shift와 함께</translation>
        </message>
        <message>
            <source>To the first or last corner</source>
            <translation>첫 모서리와 끝 모서리</translation>
        </message>
        <message>
            <source>Home, End</source>
            <translation>Home, End</translation>
        </message>
        <message>
            <source>Zoom at the pointer</source>
            <translation>포인터 위치에서 확대·축소</translation>
        </message>
        <message>
            <source>Wheel, pinch</source>
            <translation>휠, 두 손가락 벌리기</translation>
        </message>
        <message>
            <source>Fit or 1:1 at the pointer</source>
            <translation>화면에 맞춤 또는 포인터 위치에서 1:1</translation>
        </message>
        <message>
            <source>Double click</source>
            <translation>두 번 클릭</translation>
        </message>
        <message>
            <source>Move the divider</source>
            <translation>구분선 옮기기</translation>
        </message>
        <message>
            <source>Drag, Left, Right</source>
            <translation>끌기, 왼쪽·오른쪽 키</translation>
        </message>
        <message>
            <source>Method of the grid</source>
            <translation>격자의 방법</translation>
        </message>
        <message>
            <source>On the photo</source>
            <translation>사진 위에서</translation>
        </message>
    </context>
    <context>
        <name>BarMinimap</name>
        <message>
            <source>What is in view; click or drag to look elsewhere</source>
            <translation>보이는 부분입니다. 클릭하거나 끌어서 다른 곳을 봅니다</translation>
        </message>
    </context>
    <context>
        <name>BatchDesk</name>
        <message>
            <source>Add photos to the batch</source>
            <translation>일괄 작업에 사진 추가</translation>
        </message>
        <message>
            <source>Add a folder to the batch</source>
            <translation>일괄 작업에 폴더 추가</translation>
        </message>
        <message>
            <source>Folder of the results</source>
            <translation>결과를 저장할 폴더</translation>
        </message>
        <message>
            <source>Recipe of “{name}”</source>
            <translation>“{name}”의 설정</translation>
        </message>
        <message>
            <source>“{name}” is shown with the recipe of its result.</source>
            <translation>“{name}” 사진을 결과를 만든 설정으로 보여 줍니다.</translation>
        </message>
    </context>
    <context>
        <name>BatchList</name>
        <message>
            <source>There is no photo in “{name}”.</source>
            <translation>“{name}” 폴더에 사진이 없습니다.</translation>
        </message>
    </context>
    <context>
        <name>BatchModel</name>
        <message>
            <source>Photo</source>
            <translation>사진</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>크기</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>상태</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>시간</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>결과</translation>
        </message>
        <message>
            <source>Message</source>
            <translation>메시지</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>멈춤</translation>
        </message>
        <message>
            <source>Waiting</source>
            <translation>대기 중</translation>
        </message>
        <message>
            <source>Running</source>
            <translation>진행 중</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>완료</translation>
        </message>
        <message>
            <source>Failed</source>
            <translation>실패</translation>
        </message>
        <message>
            <source>Skipped</source>
            <translation>건너뜀</translation>
        </message>
        <message>
            <source>Cancelled</source>
            <translation>취소됨</translation>
        </message>
    </context>
    <context>
        <name>BatchPanel</name>
        <message>
            <source>Batch</source>
            <translation>일괄 작업</translation>
        </message>
        <message>
            <source>Show the table and the settings, or only thumbnails</source>
            <translation>표와 설정을 보거나 작은 사진만 봅니다</translation>
        </message>
        <message>
            <source>Progress of the batch</source>
            <translation>일괄 작업 진행률</translation>
        </message>
        <message>
            <source>Start</source>
            <translation>시작</translation>
        </message>
        <message>
            <source>Restore all waiting photos</source>
            <translation>대기 중인 사진을 모두 복원합니다</translation>
        </message>
        <message>
            <source>Pause the photo being restored</source>
            <translation>실행 중인 사진을 잠시 멈추기</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>일시 정지</translation>
        </message>
        <message>
            <source>Cancel the photo being restored; the others keep waiting</source>
            <translation>진행 중인 사진을 취소합니다. 나머지는 대기합니다</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>중지</translation>
        </message>
        <message>
            <source>Add photos</source>
            <translation>사진 추가</translation>
        </message>
        <message>
            <source>Add photos or a folder</source>
            <translation>사진이나 폴더를 추가합니다</translation>
        </message>
        <message>
            <source>Retry failed</source>
            <translation>실패 항목 다시 시도</translation>
        </message>
        <message>
            <source>Queue photos without a result again</source>
            <translation>결과가 없는 사진을 다시 대기시킵니다</translation>
        </message>
        <message>
            <source>Move up</source>
            <translation>위로 옮기기</translation>
        </message>
        <message>
            <source>Move down</source>
            <translation>아래로 옮기기</translation>
        </message>
        <message>
            <source>Remove the selected photos from the batch (Delete)</source>
            <translation>선택한 사진을 목록에서 뺍니다 (Delete)</translation>
        </message>
        <message>
            <source>Remove photos that are done</source>
            <translation>완료된 사진을 목록에서 뺍니다</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>계속</translation>
        </message>
        <message>
            <source>Continue</source>
            <translation>일괄 작업을 계속합니다</translation>
        </message>
        <message>
            <source>Open the photo</source>
            <translation>사진 열기</translation>
        </message>
        <message>
            <source>Compare with the result</source>
            <translation>결과와 비교</translation>
        </message>
        <message>
            <source>Open the result</source>
            <translation>결과 열기</translation>
        </message>
        <message>
            <source>Show in folder</source>
            <translation>폴더에서 보기</translation>
        </message>
        <message>
            <source>Retry</source>
            <translation>다시 시도</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>목록에서 빼기</translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s)</source>
            <translation>
                <numerusform>사진 %n장</numerusform>
            </translation>
        </message>
        <message>
            <source>paused</source>
            <translation>일시 정지됨</translation>
        </message>
        <message>
            <source>{time} left</source>
            <translation>{time} 남음</translation>
        </message>
        <message>
            <source>about {room}</source>
            <translation>약 {room}</translation>
        </message>
        <message>
            <source>about {time}, {room}</source>
            <translation>약 {time}, {room}</translation>
        </message>
        <message>
            <source>only {room} free on the disk</source>
            <translation>디스크 여유 공간이 {room}뿐임</translation>
        </message>
    </context>
    <context>
        <name>BatchSettings</name>
        <message>
            <source>Names of the results</source>
            <translation>결과 파일 이름</translation>
        </message>
        <message>
            <source>Names of the results; fields: {fields}</source>
            <translation>결과 파일 이름. 사용할 수 있는 필드: {fields}</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>형식</translation>
        </message>
        <message>
            <source>Quality</source>
            <translation>품질</translation>
        </message>
        <message>
            <source>Quality of lossy formats, 1 to 100</source>
            <translation>손실 형식의 품질, 1~100</translation>
        </message>
        <message>
            <source>Bit depth</source>
            <translation>비트 심도</translation>
        </message>
        <message>
            <source>Beside the photo</source>
            <translation>원본 옆에</translation>
        </message>
        <message>
            <source>Each result lies beside its photo</source>
            <translation>결과를 원본 사진과 같은 폴더에 저장합니다</translation>
        </message>
        <message>
            <source>In a folder</source>
            <translation>폴더에</translation>
        </message>
        <message>
            <source>All results lie in one folder</source>
            <translation>모든 결과를 한 폴더에 저장합니다</translation>
        </message>
        <message>
            <source>Results</source>
            <translation>결과</translation>
        </message>
        <message>
            <source>Keep subfolders</source>
            <translation>하위 폴더 유지</translation>
        </message>
        <message>
            <source>Recreate the subfolders of the folder that was added</source>
            <translation>추가한 폴더의 하위 폴더 구조를 그대로 만듭니다</translation>
        </message>
        <message>
            <source>Existing files</source>
            <translation>이미 있는 파일</translation>
        </message>
        <message>
            <source>Names</source>
            <translation>이름</translation>
        </message>
        <message>
            <source>Recipe</source>
            <translation>설정</translation>
        </message>
        <message>
            <source>for example {name}</source>
            <translation>예: {name}</translation>
        </message>
        <message>
            <source>Folder of the results: {name}</source>
            <translation>결과 폴더: {name}</translation>
        </message>
        <message>
            <source>There is no model for this task</source>
            <translation>이 작업에 쓸 모델이 없습니다</translation>
        </message>
        <message>
            <source>Denoise</source>
            <translation>노이즈 제거</translation>
        </message>
        <message>
            <source>Upscale {scale}x</source>
            <translation>{scale}배 확대</translation>
        </message>
        <message>
            <source>Denoise and upscale {scale}x</source>
            <translation>노이즈 제거와 {scale}배 확대</translation>
        </message>
        <message>
            <source>Automatic for each photo</source>
            <translation>사진마다 자동</translation>
        </message>
        <message>
            <source>noise level {level}</source>
            <translation>노이즈 수준 {level}</translation>
        </message>
        <message>
            <source>luma {luma} %, chroma {chroma} %</source>
            <translation>휘도 {luma}%, 색도 {chroma}%</translation>
        </message>
        <message>
            <source>strength {percent} %</source>
            <translation>강도 {percent}%</translation>
        </message>
        <message>
            <source>grain {grain}</source>
            <translation>그레인 {grain}</translation>
        </message>
        <message>
            <source>ensemble</source>
            <translation>앙상블</translation>
        </message>
        <message>
            <source>The photo's own format; PNG where that cannot be written</source>
            <translation>원본 사진의 형식. 저장할 수 없는 형식이면 PNG</translation>
        </message>
        <message>
            <source>Same</source>
            <translation>원본대로</translation>
        </message>
        <message>
            <source>The photo's own depth, or the most that the format holds</source>
            <translation>사진 자체의 비트 심도, 또는 형식이 담을 수 있는 최대</translation>
        </message>
        <message>
            <source>8 bit</source>
            <translation>8비트</translation>
        </message>
        <message>
            <source>10 bit</source>
            <translation>10비트</translation>
        </message>
        <message>
            <source>12 bit</source>
            <translation>12비트</translation>
        </message>
        <message>
            <source>16 bit</source>
            <translation>16비트</translation>
        </message>
        <message>
            <source>Float</source>
            <translation>실수</translation>
        </message>
        <message>
            <source>32 bit float</source>
            <translation>32비트 부동소수점</translation>
        </message>
        <message>
            <source>Skip</source>
            <translation>건너뛰기</translation>
        </message>
        <message>
            <source>Photos whose result already exists are skipped</source>
            <translation>파일이 이미 있는 결과는 만들지 않습니다</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>번호</translation>
        </message>
        <message>
            <source>Where the file already exists, a number is added to the name</source>
            <translation>파일이 이미 있는 결과는 이름 뒤에 번호를 붙입니다</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>바꾸기</translation>
        </message>
        <message>
            <source>A result replaces the file that exists; never a photo</source>
            <translation>결과가 이미 있는 파일을 바꿉니다. 사진은 절대 바꾸지 않습니다</translation>
        </message>
    </context>
    <context>
        <name>BatchState</name>
        <message>
            <source>{count} restored</source>
            <translation>{count}장 복원</translation>
        </message>
        <message>
            <source>The batch is finished: {parts}.</source>
            <translation>일괄 작업을 마쳤습니다: {parts}.</translation>
        </message>
        <message>
            <source>The list says why.</source>
            <translation>이유는 목록에 있습니다.</translation>
        </message>
        <message>
            <source>{count} failed</source>
            <translation>{count}장 실패</translation>
        </message>
        <message>
            <source>{count} skipped</source>
            <translation>{count}장 건너뜀</translation>
        </message>
        <message>
            <source>{count} cancelled</source>
            <translation>{count}장 취소</translation>
        </message>
        <message>
            <source>A batch was interrupted: {left} of {count} photos are left.</source>
            <translation>일괄 작업이 중단되었습니다. 사진 {count}장 중 {left}장이 남았습니다.</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>계속</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>버리기</translation>
        </message>
    </context>
    <context>
        <name>BatchStrip</name>
        <message>
            <source>Photos of the batch, as pictures</source>
            <translation>일괄 작업의 사진(작은 그림)</translation>
        </message>
        <message>
            <source>Double-click or Return to open</source>
            <translation>두 번 클릭하거나 Return을 눌러 엽니다</translation>
        </message>
    </context>
    <context>
        <name>BatchTable</name>
        <message>
            <source>Photos of the batch</source>
            <translation>일괄 작업의 사진</translation>
        </message>
        <message>
            <source>Drag to reorder, double-click or Return to open, Delete to remove</source>
            <translation>끌어서 순서 바꾸기, 두 번 클릭이나 Return으로 열기, Delete로 빼기</translation>
        </message>
    </context>
    <context>
        <name>BoxCanvas</name>
        <message>
            <source>Photo with boxes</source>
            <translation>상자를 표시한 사진</translation>
        </message>
        <message>
            <source>Drag on the photo for a new box, drag a box to move it, its corners to resize it. Keys: arrows move, + and - resize, Page Up and Page Down choose, Insert adds, Delete takes away</source>
            <translation>사진 위에서 끌면 새 상자가 생기고, 상자를 끌면 옮겨지며, 모서리를 끌면 크기가 바뀝니다. 키: 화살표로 옮기기, +와 -로 크기 조절, Page Up과 Page Down으로 선택, Insert로 추가, Delete로 삭제</translation>
        </message>
        <message>
            <source>Box {number}: {width} × {height} pixels at {left}, {top}</source>
            <translation>상자 {number}: {width} × {height}픽셀, 위치 {left}, {top}</translation>
        </message>
    </context>
    <context>
        <name>Caption</name>
        <message>
            <source>Before</source>
            <translation>전</translation>
        </message>
        <message>
            <source>Before (bicubic {scale}x)</source>
            <translation>전 (바이큐빅 {scale}배)</translation>
        </message>
        <message>
            <source>After</source>
            <translation>후</translation>
        </message>
        <message>
            <source>no model yet</source>
            <translation>모델 없음</translation>
        </message>
        <message>
            <source>luma {luma} %, chroma {chroma} %</source>
            <translation>휘도 {luma}%, 색도 {chroma}%</translation>
        </message>
        <message>
            <source>strength {percent} %</source>
            <translation>강도 {percent}%</translation>
        </message>
        <message>
            <source>denoised {percent} % by noise level</source>
            <translation>노이즈 수준에 따라 {percent} % 제거</translation>
        </message>
        <message>
            <source>grain {grain:.1f}</source>
            <translation>그레인 {grain:.1f}</translation>
        </message>
        <message>
            <source>preview starts at 1:1 (Z)</source>
            <translation>미리보기는 1:1부터 (Z)</translation>
        </message>
        <message>
            <source>live preview</source>
            <translation>실시간 미리보기</translation>
        </message>
        <message>
            <source>Difference from before, {gain}x</source>
            <translation>전과의 차이, {gain}배</translation>
        </message>
        <message>
            <source>Difference from the reference, {gain}x</source>
            <translation>기준과의 차이, {gain}배</translation>
        </message>
        <message>
            <source>what the result should look like</source>
            <translation>결과가 이르러야 할 모습</translation>
        </message>
        <message>
            <source>invents detail</source>
            <translation>세부를 지어냄</translation>
        </message>
        <message>
            <source>{time}, whole photo</source>
            <translation>{time}, 사진 전체</translation>
        </message>
        <message>
            <source>about {time}, whole photo</source>
            <translation>전체 사진 약 {time}</translation>
        </message>
        <message>
            <source>best</source>
            <translation>최고</translation>
        </message>
        <message>
            <source>in use</source>
            <translation>사용 중</translation>
        </message>
    </context>
    <context>
        <name>Changes</name>
        <message>
            <source>Denoise</source>
            <translation>노이즈 제거</translation>
        </message>
        <message>
            <source>Upscale</source>
            <translation>확대</translation>
        </message>
        <message>
            <source>Denoise and upscale</source>
            <translation>노이즈 제거와 확대</translation>
        </message>
        <message>
            <source>Start</source>
            <translation>시작</translation>
        </message>
        <message>
            <source>Scale {scale}x</source>
            <translation>배율 {scale}배</translation>
        </message>
        <message>
            <source>Model {title}</source>
            <translation>모델 {title}</translation>
        </message>
        <message>
            <source>Default denoiser</source>
            <translation>기본 노이즈 제거 모델</translation>
        </message>
        <message>
            <source>Default upscaler</source>
            <translation>기본 확대 모델</translation>
        </message>
        <message>
            <source>Noise level automatic</source>
            <translation>노이즈 수준 자동</translation>
        </message>
        <message>
            <source>Noise level {level:.1f}</source>
            <translation>노이즈 수준 {level:.1f}</translation>
        </message>
        <message>
            <source>Luma</source>
            <translation>휘도</translation>
        </message>
        <message>
            <source>Strength</source>
            <translation>강도</translation>
        </message>
        <message>
            <source>Luma and chroma together</source>
            <translation>휘도와 색도 함께</translation>
        </message>
        <message>
            <source>Luma and chroma apart</source>
            <translation>휘도와 색도 따로</translation>
        </message>
        <message>
            <source>Chroma {percent} %</source>
            <translation>색도 {percent}%</translation>
        </message>
        <message>
            <source>Grain {grain:.1f}</source>
            <translation>그레인 {grain:.1f}</translation>
        </message>
        <message>
            <source>Ensemble on</source>
            <translation>앙상블 켬</translation>
        </message>
        <message>
            <source>Ensemble off</source>
            <translation>앙상블 끔</translation>
        </message>
    </context>
    <context>
        <name>ComparePanel</name>
        <message>
            <source>Compare</source>
            <translation>비교</translation>
        </message>
        <message>
            <source>{count} methods in the grid (G); {least} to {most} fit</source>
            <translation>격자에 방법 {count}개 (G), {least}~{most}개 가능</translation>
        </message>
        <message>
            <source>{method} is in use, and always in the grid</source>
            <translation>{method}: 사용 중이며 항상 격자에 표시됩니다</translation>
        </message>
        <message>
            <source>Show {method} in the grid</source>
            <translation>{method}: 격자에 표시합니다</translation>
        </message>
        <message>
            <source>The grid needs at least {least} methods</source>
            <translation>격자에는 방법이 {least}개 이상 있어야 합니다</translation>
        </message>
        <message>
            <source>The grid holds at most {most} methods</source>
            <translation>격자에는 방법을 {most}개까지 넣을 수 있습니다</translation>
        </message>
    </context>
    <context>
        <name>CompareView</name>
        <message>
            <source>Look at 1:1</source>
            <translation>1:1로 보기</translation>
        </message>
        <message>
            <source>Photo, before and after</source>
            <translation>사진, 전과 후</translation>
        </message>
    </context>
    <context>
        <name>Comparison</name>
        <message>
            <source>The report was saved as “{0}”, with its table beside it.</source>
            <translation>보고서 “{0}”을(를) 저장했습니다. 같은 자리에 표도 있습니다.</translation>
        </message>
    </context>
    <context>
        <name>Contenders</name>
        <message>
            <source>Input</source>
            <translation>입력</translation>
        </message>
        <message>
            <source>Nearest</source>
            <translation>최근접</translation>
        </message>
        <message>
            <source>Bicubic</source>
            <translation>바이큐빅</translation>
        </message>
        <message>
            <source>Lanczos</source>
            <translation>란초스</translation>
        </message>
        <message>
            <source>Reference</source>
            <translation>기준</translation>
        </message>
    </context>
    <context>
        <name>CropGrid</name>
        <message>
            <source>Crops of every method</source>
            <translation>방법별 부분 확대</translation>
        </message>
    </context>
    <context>
        <name>Desk</name>
        <message>
            <source>Open a photo</source>
            <translation>사진 열기</translation>
        </message>
        <message>
            <source>Choose the reference</source>
            <translation>기준 사진 선택</translation>
        </message>
    </context>
    <context>
        <name>DifferenceBar</name>
        <message>
            <source>Before</source>
            <translation>전</translation>
        </message>
        <message>
            <source>What the result changed</source>
            <translation>결과에서 바뀐 부분</translation>
        </message>
        <message>
            <source>Reference</source>
            <translation>기준</translation>
        </message>
        <message>
            <source>What the result lacks, or has too much of</source>
            <translation>결과에 모자라거나 지나친 부분</translation>
        </message>
        <message>
            <source>Difference from</source>
            <translation>차이를 볼 대상</translation>
        </message>
        <message>
            <source>Amplify {gain} times</source>
            <translation>{gain}배로 증폭합니다</translation>
        </message>
        <message>
            <source>Amplification</source>
            <translation>증폭</translation>
        </message>
        <message>
            <source>Mid-grey: no difference</source>
            <translation>중간 회색: 차이 없음</translation>
        </message>
    </context>
    <context>
        <name>DragButton</name>
        <message>
            <source>Drag from here to a folder or another program: the result goes along as a file. A click copies it.</source>
            <translation>여기서 폴더나 다른 프로그램으로 끌면 결과가 파일로 전달됩니다. 클릭하면 복사합니다.</translation>
        </message>
    </context>
    <context>
        <name>DropArea</name>
        <message>
            <source>Drop a photo</source>
            <translation>사진을 끌어다 놓으십시오</translation>
        </message>
        <message>
            <source>JPEG, PNG, TIFF, WebP, BMP or GIF  ·  {keys} pastes one</source>
            <translation>JPEG, PNG, TIFF, WebP, BMP, GIF  ·  {keys}로 붙여넣기</translation>
        </message>
        <message>
            <source>Open…</source>
            <translation>열기…</translation>
        </message>
        <message>
            <source>Try a noisy photo</source>
            <translation>노이즈 사진으로 해 보기</translation>
        </message>
        <message>
            <source>Try a picture from the web</source>
            <translation>웹 그림으로 해 보기</translation>
        </message>
        <message>
            <source>What is your photo like?</source>
            <translation>어떤 사진인가요?</translation>
        </message>
        <message>
            <source>Simulate degrades a good photo: see what each method repairs.</source>
            <translation>‘시뮬레이션’으로 좋은 사진을 나쁘게 만들어, 방법마다 무엇을 고치는지 보세요.</translation>
        </message>
        <message>
            <source>Metrics measures results on your own photos: choose a clean one as the reference.</source>
            <translation>‘지표’는 내 사진으로 잽니다. 깨끗한 사진을 기준으로 고르세요.</translation>
        </message>
        <message>
            <source>Recent:</source>
            <translation>다시 열기:</translation>
        </message>
        <message>
            <source>Open “{0}” again</source>
            <translation>“{0}” 다시 열기</translation>
        </message>
    </context>
    <context>
        <name>Drops</name>
        <message>
            <source>There is no picture on the clipboard.</source>
            <translation>클립보드에 이미지가 없습니다.</translation>
        </message>
    </context>
    <context>
        <name>ErrorView</name>
        <message>
            <source>Where the errors lie</source>
            <translation>오차가 있는 곳</translation>
        </message>
        <message>
            <source>Errors: black is 0, white {top:.1f} or more</source>
            <translation>오차: 검은색은 0, 흰색은 {top:.1f} 이상</translation>
        </message>
        <message>
            <source>Root mean square error at each place over the three channels, in 8-bit values</source>
            <translation>자리마다 세 채널의 평균 제곱근 오차(8비트 값)</translation>
        </message>
    </context>
    <context>
        <name>FigureDialog</name>
        <message>
            <source>Figure</source>
            <translation>비교 그림</translation>
        </message>
        <message>
            <source>Add box</source>
            <translation>상자 추가</translation>
        </message>
        <message>
            <source>Mark another part of the photo (Insert)</source>
            <translation>사진의 다른 부분을 하나 더 표시합니다 (Insert)</translation>
        </message>
        <message>
            <source>Remove box</source>
            <translation>상자 삭제</translation>
        </message>
        <message>
            <source>Remove the selected box (Delete)</source>
            <translation>선택한 상자를 삭제합니다 (Delete)</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>내보내기…</translation>
        </message>
        <message>
            <source>Write the figure as PNG, SVG or PDF</source>
            <translation>그림을 PNG, SVG, PDF로 저장합니다</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>닫기</translation>
        </message>
        <message>
            <source>Close the figure (Esc)</source>
            <translation>그림을 닫습니다 (Esc)</translation>
        </message>
        <message>
            <source>Open a photo first.</source>
            <translation>먼저 사진을 여십시오.</translation>
        </message>
        <message>
            <source>The methods are those chosen in Compare. With a reference of the result's size, scores are shown, too.</source>
            <translation>비교 패널의 방법을 사용합니다. 결과와 크기가 같은 기준이 있으면 점수도 표시합니다.</translation>
        </message>
        <message>
            <source>The methods are those chosen in Compare. [PSNR / SSIM] over all marked parts.</source>
            <translation>비교 패널의 방법을 사용합니다. [PSNR / SSIM]은 표시한 부분 전체의 값입니다.</translation>
        </message>
        <message>
            <source>Picture (*.png)</source>
            <translation>이미지 (*.png)</translation>
        </message>
        <message>
            <source>Drawing (*.svg)</source>
            <translation>벡터 그림 (*.svg)</translation>
        </message>
        <message>
            <source>Document (*.pdf)</source>
            <translation>문서 (*.pdf)</translation>
        </message>
        <message>
            <source>Export figure</source>
            <translation>그림 내보내기</translation>
        </message>
    </context>
    <context>
        <name>HandingOut</name>
        <message>
            <source>The result is too large for the clipboard.</source>
            <translation>결과가 너무 커서 클립보드에 담을 수 없습니다.</translation>
        </message>
        <message>
            <source>Save it, or drag it out as a file.</source>
            <translation>저장하거나 파일로 끌어내세요.</translation>
        </message>
        <message>
            <source>The result is on the clipboard.</source>
            <translation>결과를 클립보드에 복사했습니다.</translation>
        </message>
    </context>
    <context>
        <name>HintBubble</name>
        <message>
            <source>Continue</source>
            <translation>계속</translation>
        </message>
        <message>
            <source>No more hints</source>
            <translation>도움말 그만 보기</translation>
        </message>
        <message>
            <source>No more hints (Esc)</source>
            <translation>도움말을 그만 봅니다 (Esc)</translation>
        </message>
        <message>
            <source>{place} of {count}</source>
            <translation>{place}/{count}</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>다음</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>완료</translation>
        </message>
    </context>
    <context>
        <name>HistogramPlot</name>
        <message>
            <source>Histogram: {name}</source>
            <translation>히스토그램: {name}</translation>
        </message>
        <message>
            <source>red</source>
            <translation>빨강</translation>
        </message>
        <message>
            <source>green</source>
            <translation>초록</translation>
        </message>
        <message>
            <source>blue</source>
            <translation>파랑</translation>
        </message>
        <message>
            <source>luma</source>
            <translation>휘도</translation>
        </message>
        <message>
            <source>{name}, level {level} of 255</source>
            <translation>{name}, 255단계 중 {level}</translation>
        </message>
        <message>
            <source>B</source>
            <translation>B</translation>
        </message>
        <message>
            <source>G</source>
            <translation>G</translation>
        </message>
        <message>
            <source>R</source>
            <translation>R</translation>
        </message>
        <message>
            <source>Mean luma {mean:.0f} of 255; {black:.1f} % black, {white:.1f} % white</source>
            <translation>평균 휘도 {mean:.0f}/255, 검은색 {black:.1f}%, 흰색 {white:.1f}%</translation>
        </message>
    </context>
    <context>
        <name>Leaving</name>
        <message>
            <source>The window closes as soon as the file is written.</source>
            <translation>파일 저장이 끝나는 대로 창이 닫힙니다.</translation>
        </message>
        <message>
            <source>Cancel (Esc) stops that, and the window stays.</source>
            <translation>취소(Esc)하면 저장을 멈추고 창은 그대로 열려 있습니다.</translation>
        </message>
        <message>
            <source>Close without saving</source>
            <translation>저장하지 않고 닫기</translation>
        </message>
        <message>
            <source>Save…</source>
            <translation>저장…</translation>
        </message>
        <message>
            <source>Close the window again to leave without it.</source>
            <translation>창을 한 번 더 닫으면 저장하지 않고 끝냅니다.</translation>
        </message>
        <message>
            <source>The photo is still being restored.</source>
            <translation>사진을 아직 복원하고 있습니다.</translation>
        </message>
        <message>
            <source>The result is not saved.</source>
            <translation>결과를 아직 저장하지 않았습니다.</translation>
        </message>
    </context>
    <context>
        <name>LicencesDialog</name>
        <message>
            <source>Licences</source>
            <translation>라이선스</translation>
        </message>
        <message>
            <source>What is bundled with this program, and under which licences</source>
            <translation>이 프로그램에 함께 들어 있는 것과 그 라이선스</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>뒤로</translation>
        </message>
        <message>
            <source>Back to what is bundled</source>
            <translation>함께 들어 있는 것의 목록으로 돌아가기</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>닫기</translation>
        </message>
        <message>
            <source>Close this window</source>
            <translation>이 창을 닫습니다</translation>
        </message>
    </context>
    <context>
        <name>LiveFigure</name>
        <message>
            <source>The figure was saved as “{0}”.</source>
            <translation>그림 “{0}”을(를) 저장했습니다.</translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message>
            <source>{name} (simulated)</source>
            <translation>{name} (시뮬레이션)</translation>
        </message>
    </context>
    <context>
        <name>MessageBar</name>
        <message>
            <source>Details</source>
            <translation>자세히</translation>
        </message>
        <message>
            <source>Technical details</source>
            <translation>기술적인 내용</translation>
        </message>
        <message>
            <source>Close the message</source>
            <translation>메시지 닫기</translation>
        </message>
        <message>
            <source>Error</source>
            <translation>오류</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>알림</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>완료</translation>
        </message>
    </context>
    <context>
        <name>MetricsPanel</name>
        <message>
            <source>Metrics</source>
            <translation>지표</translation>
        </message>
        <message>
            <source>Input</source>
            <translation>입력</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>결과</translation>
        </message>
        <message>
            <source>Choose…</source>
            <translation>선택…</translation>
        </message>
        <message>
            <source>Measure against another photo of the result's size</source>
            <translation>결과와 크기가 같은 다른 사진을 기준으로 측정합니다</translation>
        </message>
        <message>
            <source>Clear</source>
            <translation>지우기</translation>
        </message>
        <message>
            <source>Remove the reference</source>
            <translation>기준 사진을 지웁니다</translation>
        </message>
        <message>
            <source>Export report…</source>
            <translation>보고서 내보내기…</translation>
        </message>
        <message>
            <source>Compare all methods on the whole photo: a page with crops and settings, and a table beside it</source>
            <translation>사진 전체에서 모든 방법을 비교하여, 부분 확대와 설정이 담긴 페이지와 표를 만듭니다</translation>
        </message>
        <message>
            <source>Figure…</source>
            <translation>비교 그림…</translation>
        </message>
        <message>
            <source>Export enlarged parts of the photo, as each method of the grid restores them</source>
            <translation>격자에 있는 방법들이 만든 사진 일부를 확대해 내보냅니다</translation>
        </message>
        <message>
            <source>Reference: none</source>
            <translation>기준: 없음</translation>
        </message>
        <message>
            <source>Reference: the original</source>
            <translation>기준: 원본</translation>
        </message>
        <message>
            <source>a photo</source>
            <translation>사진</translation>
        </message>
        <message>
            <source>Reference: {name}</source>
            <translation>기준: {name}</translation>
        </message>
        <message>
            <source>By itself: damage, noise, sharpness, blockiness, NIQE. With a reference: PSNR, SSIM, colour.</source>
            <translation>사진만으로는 손상, 노이즈, 선명도, 블록 현상, NIQE를, 기준이 있으면 PSNR, SSIM, 색차를 측정합니다.</translation>
        </message>
        <message>
            <source>before</source>
            <translation>전</translation>
        </message>
        <message>
            <source>after</source>
            <translation>후</translation>
        </message>
        <message>
            <source>Measured on: {scope}</source>
            <translation>측정 범위: {scope}</translation>
        </message>
        <message>
            <source>better</source>
            <translation>좋아짐</translation>
        </message>
        <message>
            <source>worse</source>
            <translation>나빠짐</translation>
        </message>
        <message>
            <source>Enlargements are measured without a border as wide as their scale.</source>
            <translation>확대 결과는 배율만큼의 테두리를 빼고 측정합니다.</translation>
        </message>
    </context>
    <context>
        <name>Minimap</name>
        <message>
            <source>Minimap</source>
            <translation>미니맵</translation>
        </message>
    </context>
    <context>
        <name>ModelCard</name>
        <message>
            <source>Faithful</source>
            <translation>충실형</translation>
        </message>
        <message>
            <source>Inventive: adds detail that the photo does not hold</source>
            <translation>창작형: 사진에 없는 세부를 더함</translation>
        </message>
        <message>
            <source>Character</source>
            <translation>성격</translation>
        </message>
        <message>
            <source>Trained on</source>
            <translation>학습 데이터</translation>
        </message>
        <message>
            <source>Network</source>
            <translation>신경망</translation>
        </message>
        <message>
            <source>{network}, {number} parameters</source>
            <translation>{network}, 매개변수 {number}개</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>라이선스</translation>
        </message>
        <message>
            <source>Licences of the photos</source>
            <translation>사진의 라이선스</translation>
        </message>
        <message>
            <source>Speed here</source>
            <translation>이 컴퓨터에서의 속도</translation>
        </message>
        <message>
            <source>given to the network</source>
            <translation>신경망에 알려 줌</translation>
        </message>
        <message>
            <source>found by the network itself; a level that you set scales the result</source>
            <translation>신경망이 스스로 알아냄. 수준을 정하면 결과의 세기가 조절됨</translation>
        </message>
        <message>
            <source>Noise level</source>
            <translation>노이즈 수준</translation>
        </message>
        <message>
            <source>bicubic</source>
            <translation>바이큐빅</translation>
        </message>
        <message>
            <source>before</source>
            <translation>처리 전</translation>
        </message>
    </context>
    <context>
        <name>ModelList</name>
        <message>
            <source>Milestones of the field, to compare and to learn from</source>
            <translation>비교하고 배우기 위한, 이 분야의 이정표</translation>
        </message>
    </context>
    <context>
        <name>ModelPicker</name>
        <message>
            <source>No model</source>
            <translation>모델 없음</translation>
        </message>
        <message>
            <source>There is no model for this task</source>
            <translation>이 작업에 쓸 모델이 없습니다</translation>
        </message>
    </context>
    <context>
        <name>ModelsDialog</name>
        <message>
            <source>Models</source>
            <translation>모델</translation>
        </message>
        <message>
            <source>The card of the model</source>
            <translation>모델 카드</translation>
        </message>
        <message>
            <source>What the model is for, and how well it measured</source>
            <translation>모델의 용도와 측정된 품질</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>닫기</translation>
        </message>
        <message>
            <source>Close this window</source>
            <translation>이 창을 닫습니다</translation>
        </message>
        <message>
            <source>No models were found.</source>
            <translation>모델을 찾지 못했습니다.</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>모델</translation>
        </message>
        <message>
            <source>Task</source>
            <translation>작업</translation>
        </message>
        <message>
            <source>Gain</source>
            <translation>향상</translation>
        </message>
        <message>
            <source>s/MP here</source>
            <translation>초/MP(이 컴퓨터)</translation>
        </message>
        <message>
            <source>Character</source>
            <translation>성격</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>매개변수</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>라이선스</translation>
        </message>
        <message>
            <source>Click a heading to sort; gain is over bicubic, or over the damaged photo</source>
            <translation>제목을 누르면 정렬됩니다. 향상은 바이큐빅이나 손상된 사진과 비교한 값입니다</translation>
        </message>
        <message>
            <source>faithful</source>
            <translation>충실함</translation>
        </message>
        <message>
            <source>inventive</source>
            <translation>창작함</translation>
        </message>
        <message>
            <source>Denoise</source>
            <translation>노이즈 제거</translation>
        </message>
        <message>
            <source>Enlarge {scale}x</source>
            <translation>{scale}배 확대</translation>
        </message>
    </context>
    <context>
        <name>OpenDialog</name>
        <message>
            <source>Photos</source>
            <translation>사진</translation>
        </message>
        <message>
            <source>All files</source>
            <translation>모든 파일</translation>
        </message>
    </context>
    <context>
        <name>PreferencesDialog</name>
        <message>
            <source>Preferences</source>
            <translation>환경설정</translation>
        </message>
        <message>
            <source>Automatic</source>
            <translation>자동</translation>
        </message>
        <message>
            <source>The fastest in a measured run</source>
            <translation>시험 실행으로 잰 가장 빠른 장치</translation>
        </message>
        <message>
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <source>The processor</source>
            <translation>프로세서를 사용합니다</translation>
        </message>
        <message>
            <source>The graphics card, through {name}</source>
            <translation>{name}을(를) 통한 그래픽 카드</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>장치</translation>
        </message>
        <message>
            <source>As free memory allows</source>
            <translation>여유 메모리에 맞춤</translation>
        </message>
        <message>
            <source>Decide by the memory that is free when a run begins</source>
            <translation>실행을 시작할 때의 여유 메모리에 맞춰 작업 메모리를 정합니다</translation>
        </message>
        <message>
            <source>GiB at most</source>
            <translation>최대 GiB</translation>
        </message>
        <message>
            <source>Working memory of a run; with less of it the tiles are smaller, the result is the same</source>
            <translation>한 번 실행할 때 쓰는 작업 메모리. 적으면 타일이 작아질 뿐 결과는 같습니다</translation>
        </message>
        <message>
            <source>System</source>
            <translation>시스템</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>언어</translation>
        </message>
        <message>
            <source>Follow the desktop</source>
            <translation>시스템 설정을 따릅니다</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>밝게</translation>
        </message>
        <message>
            <source>Light greys</source>
            <translation>밝은 회색</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>어둡게</translation>
        </message>
        <message>
            <source>Dark greys</source>
            <translation>어두운 회색</translation>
        </message>
        <message>
            <source>Appearance</source>
            <translation>화면 모드</translation>
        </message>
        <message>
            <source>Same as the photo</source>
            <translation>원본대로</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>형식</translation>
        </message>
        <message>
            <source>Quality</source>
            <translation>품질</translation>
        </message>
        <message>
            <source>For JPEG and WebP: higher is better and larger</source>
            <translation>JPEG와 WebP의 품질. 높을수록 화질이 좋고 파일이 커집니다</translation>
        </message>
        <message>
            <source>Open the last photo again after a crash</source>
            <translation>비정상 종료 후 마지막 사진 다시 열기</translation>
        </message>
        <message>
            <source>With its settings and the part in view; takes effect at the next start</source>
            <translation>설정과 보던 위치까지 되살립니다. 다음 시작부터 적용됩니다</translation>
        </message>
        <message>
            <source>Show the hints at the next start</source>
            <translation>다음 시작 때 도움말 표시</translation>
        </message>
        <message>
            <source>The three hints of the first start</source>
            <translation>처음 시작할 때 나오는 도움말 세 가지</translation>
        </message>
        <message>
            <source>Working memory</source>
            <translation>작업 메모리</translation>
        </message>
        <message>
            <source>Save as</source>
            <translation>저장 형식</translation>
        </message>
        <message>
            <source>At startup</source>
            <translation>시작할 때</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>닫기</translation>
        </message>
        <message>
            <source>Close this window</source>
            <translation>이 창을 닫습니다</translation>
        </message>
    </context>
    <context>
        <name>PresetPicker</name>
        <message>
            <source>Preset</source>
            <translation>프리셋</translation>
        </message>
        <message>
            <source>Apply settings that you saved, or save the current ones</source>
            <translation>저장한 설정을 적용하거나 지금 설정을 저장합니다</translation>
        </message>
        <message>
            <source>none</source>
            <translation>없음</translation>
        </message>
        <message>
            <source>changed by hand</source>
            <translation>직접 바꿈</translation>
        </message>
    </context>
    <context>
        <name>PresetTiles</name>
        <message>
            <source>Set the panel on the right for this kind of photo</source>
            <translation>오른쪽 패널을 이런 사진에 맞춥니다</translation>
        </message>
    </context>
    <context>
        <name>Presets</name>
        <message>
            <source>Noisy phone photo</source>
            <translation>노이즈 많은 휴대폰 사진</translation>
        </message>
        <message>
            <source>Compressed web picture</source>
            <translation>압축된 웹 그림</translation>
        </message>
        <message>
            <source>Old scan</source>
            <translation>오래된 스캔</translation>
        </message>
        <message>
            <source>Enlarge for print</source>
            <translation>인쇄용 확대</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>되살리기</translation>
        </message>
        <message>
            <source>The preset “{0}” was deleted.</source>
            <translation>“{0}” 프리셋을 삭제했습니다.</translation>
        </message>
        <message>
            <source>The presets could not be written.</source>
            <translation>프리셋을 저장할 수 없습니다.</translation>
        </message>
        <message>
            <source>They are kept until the window is closed.</source>
            <translation>창을 닫을 때까지만 유지됩니다.</translation>
        </message>
        <message>
            <source>The presets could not be read.</source>
            <translation>프리셋을 읽을 수 없습니다.</translation>
        </message>
        <message>
            <source>Their file is left as it is; new presets are kept until the window is closed.</source>
            <translation>파일은 그대로 두며, 새 프리셋은 창을 닫을 때까지만 유지됩니다.</translation>
        </message>
        <message>
            <source>The file of the presets is damaged.</source>
            <translation>프리셋 파일이 손상되었습니다.</translation>
        </message>
        <message>
            <source>It is kept as “{0}”, and a new one is begun.</source>
            <translation>손상된 파일은 “{0}”(으)로 남겨 두고 새 파일을 만듭니다.</translation>
        </message>
    </context>
    <context>
        <name>PresetsDialog</name>
        <message>
            <source>Presets</source>
            <translation>프리셋</translation>
        </message>
        <message>
            <source>Name for the current settings</source>
            <translation>지금 설정의 이름</translation>
        </message>
        <message>
            <source>Name of the new preset</source>
            <translation>새 프리셋의 이름</translation>
        </message>
        <message>
            <source>Task, scale, models and all sliders are saved under this name</source>
            <translation>작업, 배율, 모델과 모든 슬라이더 값을 이 이름으로 저장합니다</translation>
        </message>
        <message>
            <source>Save the current settings under this name</source>
            <translation>설정을 이 이름으로 저장합니다</translation>
        </message>
        <message>
            <source>Drag to reorder, press F2 to rename, Delete to delete, Return to apply</source>
            <translation>끌어서 순서 바꾸기, F2로 이름 바꾸기, Delete로 삭제, Return으로 적용</translation>
        </message>
        <message>
            <source>Apply</source>
            <translation>적용</translation>
        </message>
        <message>
            <source>Apply these settings</source>
            <translation>이 설정을 적용합니다</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>이름 바꾸기</translation>
        </message>
        <message>
            <source>Give it another name (F2)</source>
            <translation>이름을 바꿉니다 (F2)</translation>
        </message>
        <message>
            <source>Up</source>
            <translation>위로</translation>
        </message>
        <message>
            <source>Move it up</source>
            <translation>위로 옮깁니다</translation>
        </message>
        <message>
            <source>Down</source>
            <translation>아래로</translation>
        </message>
        <message>
            <source>Move it down</source>
            <translation>아래로 옮깁니다</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>삭제</translation>
        </message>
        <message>
            <source>Delete it; this can be undone</source>
            <translation>삭제합니다. 되살릴 수 있습니다</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>닫기</translation>
        </message>
        <message>
            <source>Close the list</source>
            <translation>목록을 닫습니다</translation>
        </message>
        <message>
            <source>A preset holds the task, the scale, the models and all sliders.</source>
            <translation>프리셋에는 작업, 배율, 모델과 모든 슬라이더 값이 들어 있습니다.</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>바꾸기</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>저장</translation>
        </message>
    </context>
    <context>
        <name>PresetsMenu</name>
        <message>
            <source>Save and arrange presets…</source>
            <translation>프리셋 저장 및 정리…</translation>
        </message>
    </context>
    <context>
        <name>RecentMenu</name>
        <message>
            <source>No photo has been opened yet</source>
            <translation>아직 연 사진이 없습니다</translation>
        </message>
        <message>
            <source>Clear the list</source>
            <translation>목록 지우기</translation>
        </message>
        <message>
            <source>“{0}” is no longer there.</source>
            <translation>“{0}” 파일을 더 이상 찾을 수 없습니다.</translation>
        </message>
        <message>
            <source>It was removed from the list.</source>
            <translation>목록에서 지웠습니다.</translation>
        </message>
    </context>
    <context>
        <name>ReportDialog</name>
        <message>
            <source>Page</source>
            <translation>페이지</translation>
        </message>
        <message>
            <source>Export report</source>
            <translation>보고서 내보내기</translation>
        </message>
    </context>
    <context>
        <name>RestorePanel</name>
        <message>
            <source>Restore</source>
            <translation>복원</translation>
        </message>
        <message>
            <source>Denoise</source>
            <translation>노이즈 제거</translation>
        </message>
        <message>
            <source>Remove noise from the photo</source>
            <translation>사진의 노이즈를 없앱니다</translation>
        </message>
        <message>
            <source>Upscale</source>
            <translation>확대</translation>
        </message>
        <message>
            <source>Enlarge the photo</source>
            <translation>사진을 확대합니다</translation>
        </message>
        <message>
            <source>Both</source>
            <translation>둘 다</translation>
        </message>
        <message>
            <source>Denoise first, then upscale</source>
            <translation>노이즈를 제거한 다음 확대합니다</translation>
        </message>
        <message>
            <source>Task</source>
            <translation>작업</translation>
        </message>
        <message>
            <source>Enlarge {scale} times</source>
            <translation>{scale}배로 확대합니다</translation>
        </message>
        <message>
            <source>Scale</source>
            <translation>배율</translation>
        </message>
        <message>
            <source>Denoiser</source>
            <translation>노이즈 제거</translation>
        </message>
        <message>
            <source>Upscaler</source>
            <translation>확대</translation>
        </message>
        <message>
            <source>Auto</source>
            <translation>자동</translation>
        </message>
        <message>
            <source>Automatic denoiser</source>
            <translation>노이즈 제거 모델 자동</translation>
        </message>
        <message>
            <source>Choose the denoiser by what the photo needs</source>
            <translation>사진에 필요한 것에 따라 노이즈 제거 모델을 고릅니다</translation>
        </message>
        <message>
            <source>Noise level</source>
            <translation>노이즈 수준</translation>
        </message>
        <message>
            <source>How noisy the photo is, as a standard deviation of 8-bit values</source>
            <translation>사진의 노이즈 정도(8비트 값의 표준편차)</translation>
        </message>
        <message>
            <source>Use the noise level estimated from the photo</source>
            <translation>사진에서 추정한 노이즈 수준을 사용합니다</translation>
        </message>
        <message>
            <source>Strength</source>
            <translation>강도</translation>
        </message>
        <message>
            <source>How much of the restoration is blended in, at once</source>
            <translation>복원 결과를 섞는 정도. 바로 반영됩니다</translation>
        </message>
        <message>
            <source>Chroma</source>
            <translation>색도</translation>
        </message>
        <message>
            <source>How much of the restored colour is blended in</source>
            <translation>복원된 색상을 섞는 정도</translation>
        </message>
        <message>
            <source>Separate strengths for luma and chroma</source>
            <translation>휘도와 색도의 강도 따로 조절</translation>
        </message>
        <message>
            <source>Set the strength of luma (brightness) and chroma (colour) separately</source>
            <translation>휘도(밝기)와 색도(색상)의 강도를 따로 조절합니다</translation>
        </message>
        <message>
            <source>Grain</source>
            <translation>그레인</translation>
        </message>
        <message>
            <source>Fine film-like grain on the result, as a standard deviation of 8-bit values</source>
            <translation>결과에 더하는 필름 같은 고운 입자(8비트 값의 표준편차)</translation>
        </message>
        <message>
            <source>Ensemble (8x slower)</source>
            <translation>앙상블(8배 느림)</translation>
        </message>
        <message>
            <source>Run each model on all 8 flips and rotations and average the results: a little better</source>
            <translation>사진을 8가지로 뒤집고 회전해 모델을 실행한 뒤 평균을 냅니다. 결과가 조금 더 좋아집니다</translation>
        </message>
        <message>
            <source>Preset</source>
            <translation>프리셋</translation>
        </message>
        <message>
            <source>Luma</source>
            <translation>휘도</translation>
        </message>
    </context>
    <context>
        <name>Runs</name>
        <message>
            <source>There is no result to save yet.</source>
            <translation>아직 저장할 결과가 없습니다.</translation>
        </message>
        <message>
            <source>Restore the photo.</source>
            <translation>사진을 복원하십시오.</translation>
        </message>
        <message>
            <source>Saved as “{0}”.</source>
            <translation>“{0}”(으)로 저장했습니다.</translation>
        </message>
        <message>
            <source>The photo was restored with {0}, as requested.</source>
            <translation>요청했던 대로 {0} 모델로 사진을 복원했습니다.</translation>
        </message>
        <message>
            <source>Choose the same settings again to see the result.</source>
            <translation>결과를 보려면 같은 설정을 다시 선택하십시오.</translation>
        </message>
    </context>
    <context>
        <name>SaveDialog</name>
        <message>
            <source>Save the result</source>
            <translation>결과 저장</translation>
        </message>
        <message>
            <source>Name of the file; its suffix chooses the format</source>
            <translation>파일 이름. 확장자에 따라 형식이 정해집니다</translation>
        </message>
        <message>
            <source>Folder that the file is written into</source>
            <translation>파일을 저장할 폴더</translation>
        </message>
        <message>
            <source>Browse…</source>
            <translation>찾아보기…</translation>
        </message>
        <message>
            <source>Choose the folder</source>
            <translation>폴더 선택</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>형식</translation>
        </message>
        <message>
            <source>Quality</source>
            <translation>품질</translation>
        </message>
        <message>
            <source>Higher is better and larger</source>
            <translation>높을수록 화질이 좋고 파일이 커집니다</translation>
        </message>
        <message>
            <source>Lossless</source>
            <translation>무손실</translation>
        </message>
        <message>
            <source>Every pixel exactly, in a larger file</source>
            <translation>파일은 커지지만 모든 픽셀을 그대로 저장합니다</translation>
        </message>
        <message>
            <source>8 bit</source>
            <translation>8비트</translation>
        </message>
        <message>
            <source>10 bit</source>
            <translation>10비트</translation>
        </message>
        <message>
            <source>12 bit</source>
            <translation>12비트</translation>
        </message>
        <message>
            <source>16 bit</source>
            <translation>16비트</translation>
        </message>
        <message>
            <source>32 bit float</source>
            <translation>32비트 부동소수점</translation>
        </message>
        <message>
            <source>Bit depth</source>
            <translation>비트 심도</translation>
        </message>
        <message>
            <source>By quality</source>
            <translation>품질에 따라</translation>
        </message>
        <message>
            <source>4:4:4 from quality 90 on, 4:2:0 below</source>
            <translation>품질 90부터 4:4:4, 그 아래는 4:2:0</translation>
        </message>
        <message>
            <source>Colour at full resolution</source>
            <translation>색을 전체 해상도로</translation>
        </message>
        <message>
            <source>Colour at half of the width</source>
            <translation>색을 절반 너비로</translation>
        </message>
        <message>
            <source>Colour at half of the width and height</source>
            <translation>색을 절반 너비와 높이로</translation>
        </message>
        <message>
            <source>Colour detail</source>
            <translation>색 세밀도</translation>
        </message>
        <message>
            <source>Progressive</source>
            <translation>프로그레시브</translation>
        </message>
        <message>
            <source>On the web it appears as a whole and sharpens as it loads</source>
            <translation>웹에서 전체가 먼저 보이고 점점 선명해집니다</translation>
        </message>
        <message>
            <source>Keep all</source>
            <translation>모두 유지</translation>
        </message>
        <message>
            <source>Everything the format can hold</source>
            <translation>형식에 담을 수 있는 모든 것</translation>
        </message>
        <message>
            <source>No private data</source>
            <translation>개인 정보 제외</translation>
        </message>
        <message>
            <source>No places, serial numbers, names, thumbnails</source>
            <translation>위치, 일련번호, 이름, 섬네일 제외</translation>
        </message>
        <message>
            <source>None</source>
            <translation>없음</translation>
        </message>
        <message>
            <source>Pixels and colour profile only</source>
            <translation>픽셀과 색 프로파일만</translation>
        </message>
        <message>
            <source>Metadata</source>
            <translation>메타데이터</translation>
        </message>
        <message>
            <source>The photo's own colours, all of them</source>
            <translation>사진 고유의 색을 모두 그대로</translation>
        </message>
        <message>
            <source>For the web and for programs that ignore colour profiles</source>
            <translation>웹이나 색 프로파일을 모르는 프로그램용</translation>
        </message>
        <message>
            <source>Colours</source>
            <translation>색</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>저장</translation>
        </message>
        <message>
            <source>Write the file</source>
            <translation>파일을 저장합니다</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>취소</translation>
        </message>
        <message>
            <source>Close without saving</source>
            <translation>저장하지 않고 닫습니다</translation>
        </message>
        <message>
            <source>This file exists already and will be replaced.</source>
            <translation>같은 이름의 파일이 있으며, 새 파일로 바뀝니다.</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>바꾸기</translation>
        </message>
        <message>
            <source>The file needs a name.</source>
            <translation>파일 이름을 입력하십시오.</translation>
        </message>
        <message>
            <source>The name must end in the suffix of a format, such as .png.</source>
            <translation>파일 이름은 .png와 같은 형식 확장자로 끝나야 합니다.</translation>
        </message>
        <message>
            <source>This name is too long.</source>
            <translation>이름이 너무 깁니다.</translation>
        </message>
        <message>
            <source>This folder cannot be opened.</source>
            <translation>이 폴더를 열 수 없습니다.</translation>
        </message>
        <message>
            <source>This folder does not exist.</source>
            <translation>없는 폴더입니다.</translation>
        </message>
        <message>
            <source>{format} holds at most {side} pixels a side.</source>
            <translation>{format} 형식은 한 변이 최대 {side}픽셀입니다.</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>이름</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>폴더</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>크기</translation>
        </message>
    </context>
    <context>
        <name>Section</name>
        <message>
            <source>Collapse or expand</source>
            <translation>접거나 펼칩니다</translation>
        </message>
    </context>
    <context>
        <name>Session</name>
        <message>
            <source>As you left it</source>
            <translation>이전 상태</translation>
        </message>
        <message>
            <source>Start over</source>
            <translation>처음부터 시작</translation>
        </message>
        <message>
            <source>“{0}” is open again, as it was when the last session broke off.</source>
            <translation>비정상 종료되기 전 상태로 “{0}”을(를) 다시 열었습니다.</translation>
        </message>
    </context>
    <context>
        <name>ShortcutsDialog</name>
        <message>
            <source>Keyboard shortcuts</source>
            <translation>키보드 단축키</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>닫기</translation>
        </message>
        <message>
            <source>Close this window</source>
            <translation>이 창을 닫습니다</translation>
        </message>
    </context>
    <context>
        <name>SimulatePanel</name>
        <message>
            <source>Simulate</source>
            <translation>시뮬레이션</translation>
        </message>
        <message>
            <source>Degrade the photo first</source>
            <translation>먼저 사진 열화시키기</translation>
        </message>
        <message>
            <source>Then the photo itself is the reference that results are measured against</source>
            <translation>그러면 원래 사진을 기준으로 결과를 측정합니다</translation>
        </message>
        <message>
            <source>off</source>
            <translation>끔</translation>
        </message>
        <message>
            <source>Downscale</source>
            <translation>축소</translation>
        </message>
        <message>
            <source>Noise</source>
            <translation>노이즈</translation>
        </message>
        <message>
            <source>Gaussian noise, in 8-bit values</source>
            <translation>가우스 노이즈(8비트 값)</translation>
        </message>
        <message>
            <source>Camera noise</source>
            <translation>카메라 노이즈</translation>
        </message>
        <message>
            <source>Coarse, coloured noise as in a camera's JPEG, stronger in the shadows, in 8-bit values</source>
            <translation>카메라 JPEG에서처럼 거칠고 색이 있으며 어두운 곳에서 더 강한 노이즈(8비트 값)</translation>
        </message>
        <message>
            <source>Film grain</source>
            <translation>필름 그레인</translation>
        </message>
        <message>
            <source>Grain of a scanned film, strongest in the middle tones, in 8-bit values</source>
            <translation>스캔한 필름의 그레인. 중간 톤에서 가장 강합니다(8비트 값)</translation>
        </message>
        <message>
            <source>Dust</source>
            <translation>먼지</translation>
        </message>
        <message>
            <source>Specks and hairs on a scan, per megapixel</source>
            <translation>스캔에 묻은 먼지와 머리카락, 메가픽셀당 개수</translation>
        </message>
        <message>
            <source>Sharpening</source>
            <translation>선명화</translation>
        </message>
        <message>
            <source> %</source>
            <translation> %</translation>
        </message>
        <message>
            <source>An unsharp mask after the noise, as cameras and editors apply it</source>
            <translation>카메라와 편집기처럼 노이즈 뒤에 적용하는 언샤프 마스크</translation>
        </message>
        <message>
            <source>JPEG quality</source>
            <translation>JPEG 품질</translation>
        </message>
        <message>
            <source>JPEG artefacts</source>
            <translation>JPEG 압축 흔적</translation>
        </message>
        <message>
            <source>Second JPEG</source>
            <translation>두 번째 JPEG</translation>
        </message>
        <message>
            <source>Cropped and compressed again, so that the blocks lie elsewhere</source>
            <translation>잘라 낸 뒤 한 번 더 압축하여 블록의 위치가 달라진 사진</translation>
        </message>
        <message>
            <source>Blur</source>
            <translation>흐림</translation>
        </message>
        <message>
            <source> px</source>
            <translation> px</translation>
        </message>
        <message>
            <source>Gaussian blur of the original</source>
            <translation>원본에 적용할 가우스 흐림</translation>
        </message>
    </context>
    <context>
        <name>Speeds</name>
        <message>
            <source>speed not measured yet</source>
            <translation>아직 속도를 측정하지 않음</translation>
        </message>
        <message>
            <source>{seconds} s per megapixel</source>
            <translation>메가픽셀당 {seconds}초</translation>
        </message>
    </context>
    <context>
        <name>SplitHandle</name>
        <message>
            <source>Divider between before and after</source>
            <translation>전과 후 사이의 구분선</translation>
        </message>
        <message>
            <source>Drag, or focus it and press the arrow keys</source>
            <translation>끌어서 옮기거나, 초점을 두고 화살표 키를 누르십시오</translation>
        </message>
    </context>
    <context>
        <name>StatusBar</name>
        <message>
            <source>Device in use</source>
            <translation>사용 중인 장치</translation>
        </message>
        <message>
            <source>Activity</source>
            <translation>진행 상황</translation>
        </message>
        <message>
            <source>Progress</source>
            <translation>진행률</translation>
        </message>
        <message>
            <source>What to trust</source>
            <translation>믿을 수 있는 부분</translation>
        </message>
        <message>
            <source>Loading models…</source>
            <translation>모델을 불러오는 중…</translation>
        </message>
        <message>
            <source>The device is chosen at the first run</source>
            <translation>장치는 처음 실행할 때 정해집니다</translation>
        </message>
        <message>
            <source>{speed} MP/s</source>
            <translation>{speed} MP/s</translation>
        </message>
        <message>
            <source>Opening…</source>
            <translation>여는 중…</translation>
        </message>
        <message>
            <source>Preview</source>
            <translation>미리보기</translation>
        </message>
        <message>
            <source>Restoring</source>
            <translation>복원 중</translation>
        </message>
        <message>
            <source>Comparing methods</source>
            <translation>방법 비교 중</translation>
        </message>
        <message>
            <source>Saving</source>
            <translation>저장 중</translation>
        </message>
        <message>
            <source>Copying</source>
            <translation>복사 중</translation>
        </message>
        <message>
            <source>Measuring</source>
            <translation>측정 중</translation>
        </message>
        <message>
            <source>Judging</source>
            <translation>신뢰도 판정 중</translation>
        </message>
        <message>
            <source>{time} left</source>
            <translation>{time} 남음</translation>
        </message>
        <message>
            <source>Restored in {time}: {width} × {height}</source>
            <translation>{time} 만에 복원함: {width} × {height}</translation>
        </message>
        <message>
            <source>Restored in {time}, {percent} % taken from the preview: {width} × {height}</source>
            <translation>{time} 만에 복원함, {percent}%는 미리보기에서 가져옴: {width} × {height}</translation>
        </message>
    </context>
    <context>
        <name>TopBar</name>
        <message>
            <source>8 bit</source>
            <translation>8비트</translation>
        </message>
        <message>
            <source>16 bit</source>
            <translation>16비트</translation>
        </message>
        <message>
            <source>32 bit float</source>
            <translation>32비트 부동소수점</translation>
        </message>
    </context>
    <context>
        <name>Tour</name>
        <message>
            <source>Drop a photo on the window, or try a sample first. Your photos stay on this computer.</source>
            <translation>사진을 창에 끌어다 놓거나 예제 사진으로 먼저 해 보십시오. 사진은 이 컴퓨터 밖으로 나가지 않습니다.</translation>
        </message>
        <message>
            <source>Begin with a photo</source>
            <translation>사진으로 시작하기</translation>
        </message>
        <message>
            <source>Before on the left, after on the right. The wheel zooms, dragging moves the photo.</source>
            <translation>왼쪽이 전, 오른쪽이 후입니다. 휠로 확대·축소하고, 끌어서 사진을 옮깁니다.</translation>
        </message>
        <message>
            <source>Drag the divider</source>
            <translation>구분선 끌기</translation>
        </message>
        <message>
            <source>You see a preview of the part in view. Restore does the whole photo; then you save it.</source>
            <translation>보이는 부분은 미리보기입니다. 복원을 누르면 사진 전체를 처리하며, 그다음 저장합니다.</translation>
        </message>
        <message>
            <source>Restore the whole photo</source>
            <translation>사진 전체 복원하기</translation>
        </message>
        <message>
            <source>Press G: every method on your photo, side by side. Click the one you like best.</source>
            <translation>G 키를 누르면 모든 방법을 내 사진에 나란히 보여 줍니다. 가장 마음에 드는 것을 클릭해 고르세요.</translation>
        </message>
        <message>
            <source>Every method on your photo</source>
            <translation>내 사진에 모든 방법을</translation>
        </message>
    </context>
    <context>
        <name>TrustBar</name>
        <message>
            <source>Judging…</source>
            <translation>판정 중…</translation>
        </message>
        <message>
            <source>No pixels yet</source>
            <translation>아직 픽셀이 없습니다</translation>
        </message>
        <message>
            <source>{percent} % firm in view</source>
            <translation>보이는 부분의 {percent}%가 확실함</translation>
        </message>
        <message>
            <source>{percent} % of the photo firm</source>
            <translation>사진의 {percent}%가 확실함</translation>
        </message>
        <message>
            <source>Zoom to 1:1 (Z), or restore the photo</source>
            <translation>1:1로 보거나(Z) 사진을 복원하십시오</translation>
        </message>
        <message>
            <source>{percent} % judged</source>
            <translation>{percent}% 판정함</translation>
        </message>
        <message>
            <source>dark: supported by the photo; glowing: invented or changed</source>
            <translation>어두운 곳: 사진에 근거함, 빛나는 곳: 지어냈거나 바뀜</translation>
        </message>
        <message>
            <source>what differs from the photo when the result is reduced to its size again</source>
            <translation>결과를 다시 작게 줄였을 때 사진과 다른 부분</translation>
        </message>
        <message>
            <source>what changes when the photo is flipped and turned</source>
            <translation>사진을 뒤집고 회전했을 때 달라지는 부분</translation>
        </message>
        <message>
            <source>what another method shows differently: {other}</source>
            <translation>다른 방법과 다른 부분: {other}</translation>
        </message>
    </context>
    <context>
        <name>ViewBar</name>
        <message>
            <source>Zoom</source>
            <translation>배율</translation>
        </message>
        <message>
            <source>Screen pixels for one pixel of the result</source>
            <translation>결과의 한 픽셀에 해당하는 화면 픽셀 수</translation>
        </message>
    </context>
    <context>
        <name>WorkspaceChoices</name>
        <message>
            <source>“{0}” names models that are not installed.</source>
            <translation>“{0}”에 지정된 모델 중 일부가 없습니다.</translation>
        </message>
        <message>
            <source>The default models are used instead.</source>
            <translation>대신 기본 모델을 사용합니다.</translation>
        </message>
    </context>
    <context>
        <name>_Legend</name>
        <message>
            <source>firm</source>
            <translation>확실함</translation>
        </message>
        <message>
            <source>threshold</source>
            <translation>기준값</translation>
        </message>
        <message>
            <source>{number}x</source>
            <translation>{number}배</translation>
        </message>
        <message>
            <source>Colours: firm up to the threshold of each departure; brightest from three times that on</source>
            <translation>색: 모든 차이가 기준값 이하이면 확실함, 그 세 배부터 가장 밝음</translation>
        </message>
        <message>
            <source>{number} levels</source>
            <translation>{number}단계</translation>
        </message>
        <message>
            <source>Colours: the departure in levels of 8-bit luma; firm up to {level}</source>
            <translation>색: 8비트 휘도 단계로 나타낸 차이, {level}까지 확실함</translation>
        </message>
    </context>
    <context>
        <name>_MapPicker</name>
        <message>
            <source>All departures</source>
            <translation>모든 차이</translation>
        </message>
        <message>
            <source>Consistency</source>
            <translation>일관성</translation>
        </message>
        <message>
            <source>Stability</source>
            <translation>안정성</translation>
        </message>
        <message>
            <source>Disagreement</source>
            <translation>불일치</translation>
        </message>
        <message>
            <source>Which departure of the result the map shows</source>
            <translation>지도에 나타낼 결과의 차이</translation>
        </message>
        <message>
            <source>Trust map: {name}</source>
            <translation>신뢰도 지도: {name}</translation>
        </message>
    </context>
    <context>
        <name>cards</name>
        <message>
            <source>Clean</source>
            <translation>Clean</translation>
        </message>
        <message>
            <source>For photos as they are: removes a camera's noise with its blotches of colour, grain, and the blocks and ripples of JPEG, also of a photo that was compressed twice. Faithful: it smooths rather than invents. Trained on simulated damage of many kinds.</source>
            <translation>있는 그대로의 사진을 위한 모델: 색 얼룩을 포함한 카메라 노이즈, 그레인, JPEG의 블록과 물결무늬를 제거하며, 두 번 압축된 사진도 다룹니다. 충실함: 지어내기보다는 매끄럽게 합니다. 여러 종류의 모의 손상으로 학습했습니다.</translation>
        </message>
        <message>
            <source>435 photographs, patches drawn in proportion to their detail, 8 flips and rotations; 19 more chose the best weights</source>
            <translation>사진 435장에서 세부의 양에 비례해 뽑은 패치, 8가지 뒤집기와 회전; 다른 19장으로 가장 좋은 가중치를 선택</translation>
        </message>
        <message>
            <source>simulated damage of real photos: noise of cameras' JPEGs (coarse, blotches of colour, stronger in some tones, sharpened, reduced), noise of plainly developed raw files, white noise, film grain, and JPEG once or twice on any grid, all at random strength</source>
            <translation>실제 사진이 겪는 손상의 모의: 카메라 JPEG의 노이즈(거칠고, 색 얼룩이 있고, 어떤 밝기에서 더 강하고, 선명화되거나 축소됨), 보정 없이 현상한 RAW 파일의 노이즈, 백색 노이즈, 필름 그레인, 임의의 격자에 한 번 또는 두 번 저장된 JPEG. 모두 무작위 세기</translation>
        </message>
        <message>
            <source>Denoising autoencoder</source>
            <translation>노이즈 제거 오토인코더</translation>
        </message>
        <message>
            <source>Removes noise by squeezing the photo through a bottleneck: what does not fit through, noise and fine texture alike, is lost. A lesson, not a tool.</source>
            <translation>사진을 좁은 병목에 통과시켜 노이즈를 없앱니다. 통과하지 못하는 것은 노이즈든 고운 질감이든 사라집니다. 실제 작업용이 아니라 학습용입니다.</translation>
        </message>
        <message>
            <source>326 photographs, patches drawn in proportion to their detail, 8 flips and rotations; 16 more chose the best weights</source>
            <translation>사진 326장에서 세부의 양에 비례해 뽑은 패치, 8가지 뒤집기와 회전; 다른 16장으로 가장 좋은 가중치를 선택</translation>
        </message>
        <message>
            <source>white Gaussian noise of sigma 0 to 55 (8-bit units), neither clipped nor rounded</source>
            <translation>시그마 0~55(8비트 단위)의 백색 가우스 노이즈, 자르거나 반올림하지 않음</translation>
        </message>
        <message>
            <source>Camera denoiser</source>
            <translation>카메라 노이즈 제거</translation>
        </message>
        <message>
            <source>Removes a camera's noise as it is in a finished photo: coarse, coloured, stronger in the shadows, often stored as JPEG; white noise, too. It needs no noise level. Faithful: it smooths rather than invents. Trained on simulated cameras.</source>
            <translation>완성된 사진에 남은 카메라 노이즈, 곧 거칠고 색이 있으며 어두운 곳에서 더 강하고 흔히 JPEG로 저장된 노이즈를 제거합니다. 백색 노이즈도 제거합니다. 노이즈 수준을 알려 줄 필요가 없습니다. 원본에 충실하여, 지어내기보다 매끄럽게 합니다. 모의 카메라로 학습했습니다.</translation>
        </message>
        <message>
            <source>326 photographs, patches drawn in proportion to their detail, 8 flips and rotations; started from the weights of denoise-residual-color; 16 more chose the best weights</source>
            <translation>사진 326장에서 세부의 양에 비례해 뽑은 패치, 8가지 뒤집기와 회전; denoise-residual-color의 가중치에서 시작; 다른 16장으로 가장 좋은 가중치를 선택</translation>
        </message>
        <message>
            <source>noise of cameras, simulated, of sigma 0 to 50 at middle grey (8-bit units): photon and electronic noise of a sensor, demosaiced, amplified, blurred; white Gaussian noise in a quarter of the patches; half of all then stored as JPEG of quality 75 to 99</source>
            <translation>중간 회색에서 시그마 0~50(8비트 단위)의 모의 카메라 노이즈: 센서의 광자 노이즈와 전자 노이즈를 디모자이크하고 증폭하고 흐리게 함. 패치의 4분의 1은 백색 가우스 노이즈. 그다음 절반은 품질 75~99의 JPEG로 저장함</translation>
        </message>
        <message>
            <source>JPEG cleaner</source>
            <translation>JPEG 손상 제거</translation>
        </message>
        <message>
            <source>Removes the blocks, ripples and smeared colours of JPEG, of any quality, without being told which. Faithful: it smooths rather than invents. For photos that are badly compressed rather than noisy; noise stays for the most part.</source>
            <translation>JPEG의 블록, 물결 무늬, 번진 색을 품질을 알려 주지 않아도 제거합니다. 원본에 충실하여, 지어내기보다 매끄럽게 합니다. 노이즈가 많은 사진보다 심하게 압축된 사진에 알맞으며, 노이즈는 대부분 남습니다.</translation>
        </message>
        <message>
            <source>326 photographs, patches drawn in proportion to their detail, 8 flips and rotations; started from the weights of denoise-camera-color; 16 more chose the best weights</source>
            <translation>사진 326장에서 세부의 양에 비례해 뽑은 패치, 8가지 뒤집기와 회전; denoise-camera-color의 가중치에서 시작; 다른 16장으로 가장 좋은 가중치를 선택</translation>
        </message>
        <message>
            <source>JPEG of quality 5 to 95, chroma at half resolution (libjpeg)</source>
            <translation>품질 5~95의 JPEG, 색차는 절반 해상도(libjpeg)</translation>
        </message>
        <message>
            <source>RED30 denoiser</source>
            <translation>RED30 노이즈 제거</translation>
        </message>
        <message>
            <source>Removes colour noise of any strength up to 55 of 255 levels, without being told how strong it is. Faithful; slow, because it works on every pixel at full resolution.</source>
            <translation>노이즈 수준을 따로 알려 주지 않아도 255단계 중 55까지의 컬러 노이즈를 제거합니다. 충실하지만, 모든 픽셀을 원래 해상도로 처리하므로 느립니다.</translation>
        </message>
        <message>
            <source>326 photographs, patches drawn in proportion to their detail, 8 flips and rotations; started from the weights of upscale-red30; 16 more chose the best weights</source>
            <translation>사진 326장에서 세부의 양에 비례해 뽑은 패치, 8가지 뒤집기와 회전; upscale-red30의 가중치에서 시작; 다른 16장으로 가장 좋은 가중치를 선택</translation>
        </message>
        <message>
            <source>Residual denoiser</source>
            <translation>잔차 노이즈 제거</translation>
        </message>
        <message>
            <source>Removes colour noise of any strength up to 55 of 255 levels, without being told how strong it is. Faithful: it smooths rather than invents. Trained on Gaussian noise: the best for that, but a camera's own noise, which is coarser, mostly stays.</source>
            <translation>255단계 중 55까지의 컬러 노이즈를 세기를 알려 주지 않아도 제거합니다. 원본에 충실하여, 지어내기보다 매끄럽게 합니다. 가우스 노이즈로 학습하여 그런 노이즈에 가장 좋지만, 그보다 거친 카메라 고유의 노이즈는 대부분 남습니다.</translation>
        </message>
        <message>
            <source>ESPCN 2x</source>
            <translation>ESPCN 2배</translation>
        </message>
        <message>
            <source>Enlarges 2x, fast and faithful: sharper edges than bicubic, no invented texture. For clean photos; it keeps noise and JPEG marks as they are.</source>
            <translation>빠르고 충실하게 2배로 확대합니다. 바이큐빅보다 윤곽이 선명하고, 없는 질감을 지어내지 않습니다. 깨끗한 사진에 알맞으며, 노이즈와 JPEG 압축 흔적은 그대로 둡니다.</translation>
        </message>
        <message>
            <source>antialiased bicubic reduction by 2 (a = -0.5), rounded to 8 bits</source>
            <translation>안티에일리어싱 바이큐빅 1/2 축소(a = -0.5), 8비트로 반올림</translation>
        </message>
        <message>
            <source>ESPCN 4x</source>
            <translation>ESPCN 4배</translation>
        </message>
        <message>
            <source>Enlarges 4x, fast and faithful: sharper edges than bicubic, no invented texture. For clean photos; it keeps noise and JPEG marks as they are.</source>
            <translation>빠르고 충실하게 4배로 확대합니다. 바이큐빅보다 윤곽이 선명하고, 없는 질감을 지어내지 않습니다. 깨끗한 사진에 알맞으며, 노이즈와 JPEG 압축 흔적은 그대로 둡니다.</translation>
        </message>
        <message>
            <source>antialiased bicubic reduction by 4 (a = -0.5), rounded to 8 bits</source>
            <translation>안티에일리어싱 바이큐빅 1/4 축소(a = -0.5), 8비트로 반올림</translation>
        </message>
        <message>
            <source>FSRCNN 2x</source>
            <translation>FSRCNN 2배</translation>
        </message>
        <message>
            <source>Enlarges 2x, very fast and faithful: all work is done on the small photo. For clean photos; it keeps noise and JPEG marks as they are.</source>
            <translation>매우 빠르고 충실하게 2배로 확대합니다. 모든 계산을 작은 원본 크기에서 합니다. 깨끗한 사진에 알맞으며, 노이즈와 JPEG 압축 흔적은 그대로 둡니다.</translation>
        </message>
        <message>
            <source>FSRCNN 4x</source>
            <translation>FSRCNN 4배</translation>
        </message>
        <message>
            <source>Enlarges 4x, very fast and faithful: all work is done on the small photo. For clean photos; it keeps noise and JPEG marks as they are.</source>
            <translation>매우 빠르고 충실하게 4배로 확대합니다. 모든 계산을 작은 원본 크기에서 합니다. 깨끗한 사진에 알맞으며, 노이즈와 JPEG 압축 흔적은 그대로 둡니다.</translation>
        </message>
        <message>
            <source>RED30 2x</source>
            <translation>RED30 2배</translation>
        </message>
        <message>
            <source>Enlarges 2x, faithful and sharp, but very slow: thirty layers on every pixel of the result. For clean photos; it keeps noise and JPEG marks as they are.</source>
            <translation>충실하고 선명하게 2배로 확대하지만, 결과의 모든 픽셀에 서른 층을 적용하므로 매우 느립니다. 깨끗한 사진에 알맞으며, 노이즈와 JPEG 압축 흔적은 그대로 둡니다.</translation>
        </message>
        <message>
            <source>reduction by 2 or 4, antialiased bicubic (a = -0.5) or the mean of each area, rounded to 8 bits</source>
            <translation>1/2 또는 1/4 축소, 안티에일리어싱 바이큐빅(a = -0.5) 또는 영역 평균, 8비트로 반올림</translation>
        </message>
        <message>
            <source>RED30 4x</source>
            <translation>RED30 4배</translation>
        </message>
        <message>
            <source>Enlarges 4x, faithful and sharp, but very slow: thirty layers on every pixel of the result. For clean photos; it keeps noise and JPEG marks as they are.</source>
            <translation>충실하고 선명하게 4배로 확대하지만, 결과의 모든 픽셀에 서른 층을 적용하므로 매우 느립니다. 깨끗한 사진에 알맞으며, 노이즈와 JPEG 압축 흔적은 그대로 둡니다.</translation>
        </message>
        <message>
            <source>SRCNN 2x</source>
            <translation>SRCNN 2배</translation>
        </message>
        <message>
            <source>Enlarges 2x: the first network that did, from 2014. Faithful, softer than its successors and slower than most. For clean photos; it keeps noise and JPEG marks as they are.</source>
            <translation>2014년에 나온 최초의 확대 신경망으로 2배로 확대합니다. 충실하지만 후속 신경망보다 부드럽고 대부분보다 느립니다. 깨끗한 사진에 알맞으며, 노이즈와 JPEG 압축 흔적은 그대로 둡니다.</translation>
        </message>
        <message>
            <source>SRCNN 4x</source>
            <translation>SRCNN 4배</translation>
        </message>
        <message>
            <source>Enlarges 4x: the first network that did, from 2014. Faithful, softer than its successors and slower than most. For clean photos; it keeps noise and JPEG marks as they are.</source>
            <translation>2014년에 나온 최초의 확대 신경망으로 4배로 확대합니다. 충실하지만 후속 신경망보다 부드럽고 대부분보다 느립니다. 깨끗한 사진에 알맞으며, 노이즈와 JPEG 압축 흔적은 그대로 둡니다.</translation>
        </message>
        <message>
            <source>SRGAN 4x</source>
            <translation>SRGAN 4배</translation>
        </message>
        <message>
            <source>Enlarges 4x, vivid: it invents texture that looks sharp and may never have been there. For clean photos; it keeps noise and JPEG marks as they are.</source>
            <translation>생생하게 4배로 확대합니다. 선명해 보이지만 원래 없었을 수도 있는 질감을 지어냅니다. 깨끗한 사진에 알맞으며, 노이즈와 JPEG 압축 흔적은 그대로 둡니다.</translation>
        </message>
        <message>
            <source>326 photographs, patches drawn in proportion to their detail, 8 flips and rotations; started from the weights of upscale-srresnet-x4; compared by the features of block1_sum of denoise-residual-color and by a discriminator of photographs</source>
            <translation>사진 326장에서 세부의 양에 비례해 뽑은 패치, 8가지 뒤집기와 회전; upscale-srresnet-x4의 가중치에서 시작; denoise-residual-color의 block1_sum 특징과 사진 판별기로 비교</translation>
        </message>
        <message>
            <source>SRResNet 4x, small</source>
            <translation>SRResNet 4배, 소형</translation>
        </message>
        <message>
            <source>Enlarges 4x in colour, faithful and sharp; two thirds of the work of its large form. For clean photos; it keeps noise and JPEG marks as they are.</source>
            <translation>컬러로 충실하고 선명하게 4배로 확대합니다. 계산량은 큰 모델의 3분의 2입니다. 깨끗한 사진에 알맞으며, 노이즈와 JPEG 압축 흔적은 그대로 둡니다.</translation>
        </message>
        <message>
            <source>326 photographs, patches drawn in proportion to their detail, 8 flips and rotations; started from the weights of upscale-srresnet-x4; 16 more chose the best weights</source>
            <translation>사진 326장에서 세부의 양에 비례해 뽑은 패치, 8가지 뒤집기와 회전; upscale-srresnet-x4의 가중치에서 시작; 다른 16장으로 가장 좋은 가중치를 선택</translation>
        </message>
        <message>
            <source>SRResNet 4x</source>
            <translation>SRResNet 4배</translation>
        </message>
        <message>
            <source>Enlarges 4x in colour, faithful and sharp; slow. For clean photos; it keeps noise and JPEG marks as they are.</source>
            <translation>컬러로 충실하고 선명하게 4배로 확대합니다. 느립니다. 깨끗한 사진에 알맞으며, 노이즈와 JPEG 압축 흔적은 그대로 둡니다.</translation>
        </message>
        <message>
            <source>Swift 2x</source>
            <translation>Swift 2배</translation>
        </message>
        <message>
            <source>Swift 4x</source>
            <translation>Swift 4배</translation>
        </message>
        <message>
            <source>435 photographs, patches drawn in proportion to their detail, 8 flips and rotations; started from the weights of upscale-swift-x2; 19 more chose the best weights</source>
            <translation>사진 435장에서 세부의 양에 비례해 뽑은 패치, 8가지 뒤집기와 회전; upscale-swift-x2의 가중치에서 시작; 다른 19장으로 가장 좋은 가중치를 선택</translation>
        </message>
        <message>
            <source>VDSR 2x</source>
            <translation>VDSR 2배</translation>
        </message>
        <message>
            <source>Enlarges 2x, faithful and sharp, but slow: twenty convolutions on every pixel of the result. For clean photos; it keeps noise and JPEG marks as they are.</source>
            <translation>충실하고 선명하게 2배로 확대하지만, 결과의 모든 픽셀에 합성곱을 스무 번 적용하므로 느립니다. 깨끗한 사진에 알맞으며, 노이즈와 JPEG 압축 흔적은 그대로 둡니다.</translation>
        </message>
        <message>
            <source>antialiased bicubic reduction by 2 or 4 (a = -0.5), rounded to 8 bits</source>
            <translation>안티에일리어싱 바이큐빅 1/2 또는 1/4 축소(a = -0.5), 8비트로 반올림</translation>
        </message>
        <message>
            <source>VDSR 4x</source>
            <translation>VDSR 4배</translation>
        </message>
        <message>
            <source>Enlarges 4x, faithful and sharp, but slow: twenty convolutions on every pixel of the result. For clean photos; it keeps noise and JPEG marks as they are.</source>
            <translation>충실하고 선명하게 4배로 확대하지만, 결과의 모든 픽셀에 합성곱을 스무 번 적용하므로 느립니다. 깨끗한 사진에 알맞으며, 노이즈와 JPEG 압축 흔적은 그대로 둡니다.</translation>
        </message>
        <message>
            <source>Fine 2x</source>
            <translation>Fine 2배</translation>
        </message>
        <message>
            <source>Enlarges 2x, faithful and fine: the sharpest edges without invented texture. For photos as they are: made smaller in any usual way, slightly soft, or stored as JPEG of high quality.</source>
            <translation>충실하고 섬세하게 2배로 확대합니다. 질감을 지어내지 않으면서 윤곽이 가장 선명합니다. 흔한 방식으로 줄였거나 조금 흐리거나 고품질 JPEG로 저장된, 있는 그대로의 사진에 알맞습니다.</translation>
        </message>
        <message>
            <source>Fine 4x</source>
            <translation>Fine 4배</translation>
        </message>
        <message>
            <source>Enlarges 4x, faithful and fine: the sharpest edges without invented texture. For photos as they are: made smaller in any usual way, slightly soft, or stored as JPEG of high quality.</source>
            <translation>충실하고 섬세하게 4배로 확대합니다. 질감을 지어내지 않으면서 윤곽이 가장 선명합니다. 흔한 방식으로 줄였거나 조금 흐리거나 고품질 JPEG로 저장된, 있는 그대로의 사진에 알맞습니다.</translation>
        </message>
    </context>
    <context>
        <name>decided</name>
        <message>
            <source>too small or too even to be read</source>
            <translation>너무 작거나 균일해서 판독할 수 없음</translation>
        </message>
        <message>
            <source>neither noise nor marks of JPEG worth taking out</source>
            <translation>제거할 만한 노이즈나 JPEG 흔적 없음</translation>
        </message>
        <message>
            <source>, then </source>
            <translation>, 이어서 </translation>
        </message>
        <message>
            <source>the photo stays as it is</source>
            <translation>사진을 그대로 둠</translation>
        </message>
        <message>
            <source>Automatic: {found}: {what}</source>
            <translation>자동: {found}: {what}</translation>
        </message>
        <message>
            <source>strong JPEG (quality about {quality})</source>
            <translation>강한 JPEG 압축(품질 약 {quality})</translation>
        </message>
        <message>
            <source>JPEG (quality about {quality})</source>
            <translation>JPEG 압축(품질 약 {quality})</translation>
        </message>
        <message>
            <source>a little noise</source>
            <translation>약간의 노이즈</translation>
        </message>
        <message>
            <source>noise</source>
            <translation>노이즈</translation>
        </message>
        <message>
            <source>strong noise</source>
            <translation>강한 노이즈</translation>
        </message>
        <message>
            <source>{model} at {percent} %</source>
            <translation>{model} {percent} %</translation>
        </message>
        <message>
            <source>{model} at level {level}</source>
            <translation>{model}, 수준 {level}</translation>
        </message>
    </context>
    <context>
        <name>duration</name>
        <message>
            <source>{0} ms</source>
            <translation>{0}ms</translation>
        </message>
        <message>
            <source>{0} s</source>
            <translation>{0}초</translation>
        </message>
        <message>
            <source>{0} min {1} s</source>
            <translation>{0}분 {1}초</translation>
        </message>
        <message>
            <source>{0} h {1} min</source>
            <translation>{0}시간 {1}분</translation>
        </message>
    </context>
    <context>
        <name>language</name>
        <message>
            <source>en</source>
            <translation>ko</translation>
        </message>
    </context>
    <context>
        <name>measurer</name>
        <message>
            <source>The reference, {0}, is {1} pixels, the result {2}: they cannot be compared.</source>
            <translation>기준({0})은 {1}픽셀이고 결과는 {2}픽셀이어서 비교할 수 없습니다.</translation>
        </message>
    </context>
    <context>
        <name>measures</name>
        <message>
            <source>{0} parts of the photo</source>
            <translation>사진의 {0}개 부분</translation>
        </message>
        <message>
            <source>the part in view</source>
            <translation>보이는 부분</translation>
        </message>
        <message>
            <source>whole photo</source>
            <translation>사진 전체</translation>
        </message>
        <message>
            <source>PSNR, luma</source>
            <translation>PSNR, 휘도</translation>
        </message>
        <message>
            <source>Peak signal-to-noise ratio of the luma; higher is closer.</source>
            <translation>휘도의 최대 신호 대 잡음비. 높을수록 기준에 가깝습니다.</translation>
        </message>
        <message>
            <source>SSIM, luma</source>
            <translation>SSIM, 휘도</translation>
        </message>
        <message>
            <source>Structural similarity of the luma; 1 is equal.</source>
            <translation>휘도의 구조적 유사도. 1이면 같습니다.</translation>
        </message>
        <message>
            <source>PSNR, RGB</source>
            <translation>PSNR, RGB</translation>
        </message>
        <message>
            <source>Peak signal-to-noise ratio of all channels; higher is closer.</source>
            <translation>모든 채널의 최대 신호 대 잡음비. 높을수록 기준에 가깝습니다.</translation>
        </message>
        <message>
            <source>SSIM, RGB</source>
            <translation>SSIM, RGB</translation>
        </message>
        <message>
            <source>Structural similarity, mean of the channels; 1 is equal.</source>
            <translation>구조적 유사도의 채널 평균. 1이면 같습니다.</translation>
        </message>
        <message>
            <source>MS-SSIM</source>
            <translation>MS-SSIM</translation>
        </message>
        <message>
            <source>Structural similarity of the luma over five scales; from 176 pixels a side on.</source>
            <translation>다섯 배율에서 본 휘도의 구조적 유사도. 한 변이 176픽셀 이상이어야 합니다.</translation>
        </message>
        <message>
            <source>CIEDE2000, mean</source>
            <translation>CIEDE2000, 평균</translation>
        </message>
        <message>
            <source>Mean colour difference CIEDE2000; 0 is equal, about 1 is just noticed.</source>
            <translation>평균 색차 CIEDE2000. 0이면 같고, 1 정도면 겨우 알아볼 수 있습니다.</translation>
        </message>
        <message>
            <source>CIEDE2000, 95 %</source>
            <translation>CIEDE2000, 95%</translation>
        </message>
        <message>
            <source>The colour difference CIEDE2000 that 95 % of the pixels stay below.</source>
            <translation>픽셀의 95%가 넘지 않는 색차 CIEDE2000 값.</translation>
        </message>
        <message>
            <source>Damage</source>
            <translation>손상</translation>
        </message>
        <message>
            <source>What noise and JPEG have changed together, in 8-bit values, estimated. Of denoisers' results, less mostly means closer to the clean photo; blur makes it less, too.</source>
            <translation>노이즈와 JPEG가 함께 바꾼 정도(8비트 값, 추정). 노이즈 제거 결과에서는 낮을수록 대개 깨끗한 사진에 가깝습니다. 흐려져도 낮아집니다.</translation>
        </message>
        <message>
            <source>Noise level</source>
            <translation>노이즈 수준</translation>
        </message>
        <message>
            <source>Standard deviation of the noise in 8-bit values, estimated from the smoothest places. Before is that of the photo itself; enlarging smears it, which is neither better nor worse.</source>
            <translation>가장 매끄러운 곳에서 추정한 노이즈의 표준편차(8비트 값). ‘전’은 사진 자체의 값이며, 확대하면 노이즈가 뭉개지므로 좋고 나쁨을 따지지 않습니다.</translation>
        </message>
        <message>
            <source>Sharpness</source>
            <translation>선명도</translation>
        </message>
        <message>
            <source>Fine detail: deviation of the luma's Laplacian. Noise counts as detail, too.</source>
            <translation>세부 묘사: 휘도 라플라시안의 편차. 노이즈도 세부로 셉니다.</translation>
        </message>
        <message>
            <source>Blockiness</source>
            <translation>블록 현상</translation>
        </message>
        <message>
            <source>How much of JPEG's grid shows: 1 is nothing.</source>
            <translation>JPEG 블록 격자가 드러나는 정도. 1이면 보이지 않습니다.</translation>
        </message>
        <message>
            <source>NIQE</source>
            <translation>NIQE</translation>
        </message>
        <message>
            <source>NIQE: distance to undamaged photos. It rises where real noise is taken out, so it is no verdict. From 192 pixels a side on.</source>
            <translation>NIQE: 손상되지 않은 사진과의 거리. 실제 노이즈를 제거하면 올라가기도 하므로 판정에 쓰지 않습니다. 한 변이 192픽셀 이상이어야 합니다.</translation>
        </message>
    </context>
    <context>
        <name>papers</name>
        <message>
            <source>{title}; PSNR / SSIM of the marked parts</source>
            <translation>{title}; 표시한 부분의 PSNR / SSIM</translation>
        </message>
        <message>
            <source>{name}: denoise</source>
            <translation>{name}: 노이즈 제거</translation>
        </message>
        <message>
            <source>{name}: denoise+upscale {scale}x</source>
            <translation>{name}: 노이즈 제거와 {scale}배 확대</translation>
        </message>
        <message>
            <source>{name}: upscale {scale}x</source>
            <translation>{name}: {scale}배 확대</translation>
        </message>
        <message>
            <source>{name}, methods get {size} pixels, SHA-256 {digest}</source>
            <translation>{name}, 각 방법의 입력은 {size}픽셀, SHA-256 {digest}</translation>
        </message>
        <message>
            <source>Photo</source>
            <translation>사진</translation>
        </message>
        <message>
            <source>before each model by {model}; baselines get the photo as it is</source>
            <translation>각 모델에 앞서 {model} 사용. 모델이 아닌 방법은 원래 사진을 그대로 받음</translation>
        </message>
        <message>
            <source>Denoised first</source>
            <translation>먼저 노이즈 제거</translation>
        </message>
        <message>
            <source>{level}, estimated</source>
            <translation>{level}, 추정값</translation>
        </message>
        <message>
            <source>{level}, stated</source>
            <translation>{level}, 직접 지정</translation>
        </message>
        <message>
            <source>Noise level</source>
            <translation>노이즈 수준</translation>
        </message>
        <message>
            <source>luma {luma} %, chroma {chroma} %, grain {grain}</source>
            <translation>휘도 {luma}%, 색도 {chroma}%, 그레인 {grain}</translation>
        </message>
        <message>
            <source>Strength</source>
            <translation>강도</translation>
        </message>
        <message>
            <source>Ensemble</source>
            <translation>앙상블</translation>
        </message>
        <message>
            <source>each network runs on its input in 8 orientations, and the mean counts</source>
            <translation>각 신경망을 입력의 8가지 방향에서 실행하고 평균을 사용</translation>
        </message>
        <message>
            <source>Reference</source>
            <translation>기준</translation>
        </message>
        <message>
            <source>none</source>
            <translation>없음</translation>
        </message>
        <message>
            <source>blur {value}</source>
            <translation>흐림 {value}</translation>
        </message>
        <message>
            <source>downscale {value}</source>
            <translation>축소 {value}</translation>
        </message>
        <message>
            <source>film grain {value}</source>
            <translation>필름 그레인 {value}</translation>
        </message>
        <message>
            <source>dust {value}</source>
            <translation>먼지 {value}</translation>
        </message>
        <message>
            <source>camera noise {value}</source>
            <translation>카메라 노이즈 {value}</translation>
        </message>
        <message>
            <source>noise {value}</source>
            <translation>노이즈 {value}</translation>
        </message>
        <message>
            <source>sharpening {value}</source>
            <translation>선명화 {value}</translation>
        </message>
        <message>
            <source>jpeg {value}</source>
            <translation>JPEG {value}</translation>
        </message>
        <message>
            <source>second jpeg {value}</source>
            <translation>두 번째 JPEG {value}</translation>
        </message>
        <message>
            <source>Simulated</source>
            <translation>시뮬레이션</translation>
        </message>
        <message>
            <source>{steps}; in this order, the noise seeded</source>
            <translation>{steps}. 이 순서로 적용하고 노이즈는 정해진 시드로 생성</translation>
        </message>
    </context>
    <context>
        <name>photos</name>
        <message>
            <source>the original photo</source>
            <translation>원본 사진</translation>
        </message>
        <message>
            <source>Pasted picture</source>
            <translation>붙여넣은 이미지</translation>
        </message>
        <message>
            <source>the reference</source>
            <translation>기준 사진</translation>
        </message>
        <message>
            <source>“{0}” is {1} pixels, the result is {2} pixels: they cannot be compared.</source>
            <translation>“{0}” 사진은 {1}픽셀이고 결과는 {2}픽셀이어서 비교할 수 없습니다.</translation>
        </message>
        <message>
            <source>Choose a reference of the size of the result, or another scale.</source>
            <translation>결과와 크기가 같은 기준 사진이나 다른 배율을 선택하십시오.</translation>
        </message>
    </context>
    <context>
        <name>phrases</name>
        <message>
            <source>Photoshop's paths, guides and slices are left out</source>
            <translation>포토샵의 패스, 안내선, 분할 영역은 빠집니다</translation>
        </message>
        <message>
            <source>a DICOM picture</source>
            <translation>DICOM 이미지</translation>
        </message>
        <message>
            <source>a DirectDraw texture</source>
            <translation>DirectDraw 텍스처</translation>
        </message>
        <message>
            <source>a FITS picture</source>
            <translation>FITS 이미지</translation>
        </message>
        <message>
            <source>a GIMP picture</source>
            <translation>GIMP 이미지</translation>
        </message>
        <message>
            <source>a HEIC photo</source>
            <translation>HEIC 사진</translation>
        </message>
        <message>
            <source>a JPEG XL photo</source>
            <translation>JPEG XL 사진</translation>
        </message>
        <message>
            <source>a JPEG XR photo</source>
            <translation>JPEG XR 사진</translation>
        </message>
        <message>
            <source>a JPEG without a picture</source>
            <translation>사진이 없는 JPEG 파일임</translation>
        </message>
        <message>
            <source>a PAM picture</source>
            <translation>PAM 이미지</translation>
        </message>
        <message>
            <source>a PDF document</source>
            <translation>PDF 문서임</translation>
        </message>
        <message>
            <source>a Photoshop document</source>
            <translation>포토샵 문서</translation>
        </message>
        <message>
            <source>a QOI picture</source>
            <translation>QOI 이미지</translation>
        </message>
        <message>
            <source>a TGA picture</source>
            <translation>TGA 이미지</translation>
        </message>
        <message>
            <source>a WebP without a picture</source>
            <translation>사진이 없는 WebP 파일임</translation>
        </message>
        <message>
            <source>a camera raw file of a kind that is not known</source>
            <translation>알 수 없는 종류의 카메라 RAW 파일입니다</translation>
        </message>
        <message>
            <source>a camera raw file of which most is missing</source>
            <translation>대부분이 빠진 카메라 RAW 파일입니다</translation>
        </message>
        <message>
            <source>a camera raw file</source>
            <translation>카메라 RAW 파일</translation>
        </message>
        <message>
            <source>a device or a pipe</source>
            <translation>장치 또는 파이프</translation>
        </message>
        <message>
            <source>a film</source>
            <translation>동영상임</translation>
        </message>
        <message>
            <source>a folder</source>
            <translation>폴더임</translation>
        </message>
        <message>
            <source>a kind of TIFF that is not read: {kind}</source>
            <translation>지원하지 않는 종류의 TIFF임: {kind}</translation>
        </message>
        <message>
            <source>a second picture in the file is left out</source>
            <translation>파일에 든 두 번째 사진은 빠집니다</translation>
        </message>
        <message>
            <source>a web page</source>
            <translation>웹 페이지임</translation>
        </message>
        <message>
            <source>an OpenEXR picture</source>
            <translation>OpenEXR 이미지</translation>
        </message>
        <message>
            <source>an SVG drawing</source>
            <translation>SVG 그림임</translation>
        </message>
        <message>
            <source>an archive</source>
            <translation>압축 파일임</translation>
        </message>
        <message>
            <source>an icon</source>
            <translation>아이콘</translation>
        </message>
        <message>
            <source>auxiliary pictures in the file are left out</source>
            <translation>파일에 든 보조 사진은 빠집니다</translation>
        </message>
        <message>
            <source>converted from {profile} to sRGB; colours beyond it are cut</source>
            <translation>{profile}에서 sRGB로 변환했으며, sRGB를 벗어난 색은 잘렸습니다</translation>
        </message>
        <message>
            <source>data behind the picture is left out</source>
            <translation>사진 뒤에 붙은 데이터는 빠집니다</translation>
        </message>
        <message>
            <source>developed with the white balance of the camera</source>
            <translation>카메라의 화이트 밸런스로 현상했습니다</translation>
        </message>
        <message>
            <source>it needs more memory than there is</source>
            <translation>메모리가 부족함</translation>
        </message>
        <message>
            <source>it states other colours than those of sRGB, which are not converted</source>
            <translation>sRGB와 다른 색 공간이 지정되어 있으나 변환하지 않음</translation>
        </message>
        <message>
            <source>its 16-bit CMYK colours were converted with a precision of 8 bits</source>
            <translation>16비트 CMYK 색을 8비트 정밀도로 변환했습니다</translation>
        </message>
        <message>
            <source>its EXIF data is damaged and was left out</source>
            <translation>손상된 EXIF 정보를 제외함</translation>
        </message>
        <message>
            <source>its HDR colours ({name}) were brought to the range of a plain display</source>
            <translation>HDR 색({name})을 일반 화면의 범위로 바꾸었습니다</translation>
        </message>
        <message>
            <source>its colour profile does not fit the photo and was ignored</source>
            <translation>사진에 맞지 않는 색상 프로파일을 무시함</translation>
        </message>
        <message>
            <source>its colour profile is a table: its colours were converted with a precision of 8 bits</source>
            <translation>표 방식의 색상 프로파일이어서 색상을 8비트 정밀도로 변환함</translation>
        </message>
        <message>
            <source>its colour profile is damaged or does not fit, and was ignored</source>
            <translation>손상되었거나 맞지 않는 색상 프로파일을 무시함</translation>
        </message>
        <message>
            <source>its description is left out: it states the sizes of the pixels before</source>
            <translation>설명은 빠집니다. 이전 픽셀 크기를 적고 있습니다</translation>
        </message>
        <message>
            <source>its first page is no flat picture</source>
            <translation>첫 페이지가 평면 이미지가 아님</translation>
        </message>
        <message>
            <source>its gain map, which makes it shine on HDR displays, is left out</source>
            <translation>HDR 화면에서 빛나게 하는 게인 맵은 빠집니다</translation>
        </message>
        <message>
            <source>its header states an impossible size</source>
            <translation>헤더에 적힌 크기가 잘못됨</translation>
        </message>
        <message>
            <source>its panorama data is left out: the photo was turned</source>
            <translation>파노라마 정보는 빠집니다. 사진을 돌렸습니다</translation>
        </message>
        <message>
            <source>its picture data is damaged</source>
            <translation>이미지 데이터가 손상됨</translation>
        </message>
        <message>
            <source>its picture data is damaged: parts of it may look wrong</source>
            <translation>사진 데이터가 손상되어 일부가 이상해 보일 수 있습니다</translation>
        </message>
        <message>
            <source>its picture data is damaged: {reason}</source>
            <translation>이미지 데이터가 손상됨: {reason}</translation>
        </message>
        <message>
            <source>its tiles have an impossible size</source>
            <translation>타일 크기가 잘못됨</translation>
        </message>
        <message>
            <source>its transparency went up to {number} and was brought to 0..1</source>
            <translation>최댓값이 {number}인 투명도를 0~1로 맞춤</translation>
        </message>
        <message>
            <source>its {number} bits a channel became 16</source>
            <translation>채널당 {number}비트를 16비트로 바꾸었습니다</translation>
        </message>
        <message>
            <source>its {number} bits a channel became 8</source>
            <translation>채널당 {number}비트를 8비트로 줄임</translation>
        </message>
        <message>
            <source>no picture in a known format</source>
            <translation>알려진 형식의 이미지가 아님</translation>
        </message>
        <message>
            <source>other data in it is left out: {names}</source>
            <translation>파일에 든 다른 데이터는 빠집니다: {names}</translation>
        </message>
        <message>
            <source>parts of its EXIF data are damaged and were left out: {names}</source>
            <translation>EXIF 데이터의 일부가 손상되어 뺐습니다: {names}</translation>
        </message>
        <message>
            <source>some of its strips are missing</source>
            <translation>이미지 데이터 일부가 없음</translation>
        </message>
        <message>
            <source>text</source>
            <translation>텍스트</translation>
        </message>
        <message>
            <source>the file ends before its picture begins</source>
            <translation>이미지가 시작되기 전에 파일이 끝남</translation>
        </message>
        <message>
            <source>the file ends early</source>
            <translation>파일이 중간에 끊김</translation>
        </message>
        <message>
            <source>the file ends early, or a strip of it is damaged</source>
            <translation>파일이 중간에 끊겼거나 일부가 손상됨</translation>
        </message>
        <message>
            <source>the file ends early: what is missing was filled up</source>
            <translation>파일이 중간에 끊겨 빠진 부분을 채움</translation>
        </message>
        <message>
            <source>the file ends within its header</source>
            <translation>파일이 헤더에서 끊김</translation>
        </message>
        <message>
            <source>the file is empty</source>
            <translation>빈 파일임</translation>
        </message>
        <message>
            <source>the film of a motion photo is left out</source>
            <translation>모션 사진의 동영상은 빠집니다</translation>
        </message>
        <message>
            <source>the first of several frames</source>
            <translation>여러 프레임 중 첫 번째</translation>
        </message>
        <message>
            <source>the first of {number} frames</source>
            <translation>프레임 {number}개 중 첫 번째</translation>
        </message>
        <message>
            <source>there is no picture in it</source>
            <translation>파일에 이미지가 없음</translation>
        </message>
        <message>
            <source>there is no such file</source>
            <translation>그런 파일이 없음</translation>
        </message>
        <message>
            <source>{channels} channels where there should be {number}</source>
            <translation>채널이 {number}개여야 하는데 {channels}개임</translation>
        </message>
        <message>
            <source>{depth}-bit whole numbers became float, the largest possible one 1.0</source>
            <translation>{depth}비트 정수를 최댓값이 1.0인 부동소수점으로 변환함</translation>
        </message>
        <message>
            <source>{number} more pictures in the file are left out</source>
            <translation>파일에 든 다른 사진 {number}장은 빠집니다</translation>
        </message>
        <message>
            <source>{number} of its {all} channels were left out</source>
            <translation>채널 {all}개 중 {number}개를 제외함</translation>
        </message>
        <message>
            <source>{number} values far beyond all others were cut off</source>
            <translation>다른 모든 값에서 크게 벗어난 값 {number}개를 잘라 냈습니다</translation>
        </message>
        <message>
            <source>{number} values that are not numbers were replaced</source>
            <translation>숫자가 아닌 값 {number}개를 바꿈</translation>
        </message>
        <message>
            <source>a {format} of these settings cannot hold this photo ({reason}); use PNG or TIFF</source>
            <translation>이 설정의 {format} 형식으로는 이 사진을 담을 수 없음({reason}). PNG나 TIFF를 사용해야 함</translation>
        </message>
        <message>
            <source>colours are rounded to {number} bits</source>
            <translation>색상을 {number}비트로 반올림합니다</translation>
        </message>
        <message>
            <source>it is a folder</source>
            <translation>폴더임</translation>
        </message>
        <message>
            <source>it is no file, but a device or a pipe</source>
            <translation>파일이 아니라 장치 또는 파이프입니다</translation>
        </message>
        <message>
            <source>it is the photo that the result would be made from</source>
            <translation>결과를 만들 원본 사진임</translation>
        </message>
        <message>
            <source>of the EXIF data {names} is left out: {format} cannot hold all of it</source>
            <translation>EXIF 데이터 가운데 {names}은(는) 빠집니다. {format} 형식에 모두 담을 수 없습니다</translation>
        </message>
        <message>
            <source>texts are left out: {names}; only PNG files take them along</source>
            <translation>글은 빠집니다: {names}. PNG 파일에만 담을 수 있습니다</translation>
        </message>
        <message>
            <source>the disk has {free} MB left, and the result takes {number}</source>
            <translation>디스크에 {free}MB가 남아 있고 결과는 {number}MB를 차지합니다</translation>
        </message>
        <message>
            <source>the file is write-protected</source>
            <translation>쓰기 금지된 파일임</translation>
        </message>
        <message>
            <source>the {data} is left out: only JPEG, PNG and TIFF files take it along</source>
            <translation>{data}은(는) 빠집니다. JPEG, PNG, TIFF 파일에만 담을 수 있습니다</translation>
        </message>
        <message>
            <source>the {data} is left out: only {format} files take it along</source>
            <translation>{data}: 저장되지 않습니다({format} 파일만 담을 수 있음)</translation>
        </message>
        <message>
            <source>the file is a copy of the photo's</source>
            <translation>파일은 원본 사진의 복사본입니다</translation>
        </message>
        <message>
            <source>transparent parts become white</source>
            <translation>투명한 부분은 흰색이 됩니다</translation>
        </message>
        <message>
            <source>values are stored with {number} as white</source>
            <translation>값 {number}을(를) 흰색으로 저장합니다</translation>
        </message>
        <message>
            <source>values beyond white are cut off</source>
            <translation>흰색보다 밝은 값은 잘립니다</translation>
        </message>
        <message>
            <source>{data} data is left out: {format} cannot hold it</source>
            <translation>{format} 형식에는 담을 수 없는 {data} 정보를 제외합니다</translation>
        </message>
        <message>
            <source>{format} does not hold {depth} a channel</source>
            <translation>{format} 형식은 채널당 {depth} 심도를 지원하지 않음</translation>
        </message>
        <message>
            <source>{format} does not hold {depth}; use {formats}</source>
            <translation>{format} 형식은 {depth} 심도를 지원하지 않음. 사용할 수 있는 형식: {formats}</translation>
        </message>
        <message>
            <source>{format} holds up to {side} pixels a side; use {formats}</source>
            <translation>{format} 형식은 한 변이 최대 {side}픽셀임. 사용할 수 있는 형식: {formats}</translation>
        </message>
        <message>
            <source>{suffix} is no format that can be written; use {formats}</source>
            <translation>저장할 수 없는 형식임({suffix}). 사용할 수 있는 형식: {formats}</translation>
        </message>
        <message>
            <source>its values from {low} to {high} are shown from black to white</source>
            <translation>{low}부터 {high}까지의 값을 검은색부터 흰색까지로 표시함</translation>
        </message>
        <message>
            <source>File name too long</source>
            <translation>파일 이름이 너무 김</translation>
        </message>
        <message>
            <source>Input/output error</source>
            <translation>입출력 오류</translation>
        </message>
        <message>
            <source>Is a directory</source>
            <translation>폴더임</translation>
        </message>
        <message>
            <source>No space left on device</source>
            <translation>디스크 공간이 부족함</translation>
        </message>
        <message>
            <source>Permission denied</source>
            <translation>권한이 없음</translation>
        </message>
        <message>
            <source>Read-only file system</source>
            <translation>읽기 전용 파일 시스템임</translation>
        </message>
        <message>
            <source>its card cannot be read: {reason}</source>
            <translation>모델 카드를 읽을 수 없음: {reason}</translation>
        </message>
        <message>
            <source>its card is that of {model}</source>
            <translation>모델 카드가 {model}의 것임</translation>
        </message>
        <message>
            <source>its graph takes {inputs}, its card promises {promised}</source>
            <translation>모델의 입력은 {inputs}인데 모델 카드에는 {promised}로 적혀 있음</translation>
        </message>
        <message>
            <source>it does {task}</source>
            <translation>이 모델의 작업은 {task}임</translation>
        </message>
        <message>
            <source>it enlarges {scale} times, not {wanted}</source>
            <translation>{wanted}배가 아니라 {scale}배로 확대함</translation>
        </message>
        <message>
            <source>it returned {shape}, its card promises {promised}</source>
            <translation>모델의 출력은 {shape}인데 모델 카드에는 {promised}로 적혀 있음</translation>
        </message>
        <message>
            <source>no model does it</source>
            <translation>이 작업을 하는 모델이 없음</translation>
        </message>
        <message>
            <source>there is no {file}</source>
            <translation>{file} 파일이 없음</translation>
        </message>
        <message>
            <source>{file} cannot be read: {reason}</source>
            <translation>{file} 파일을 읽을 수 없음: {reason}</translation>
        </message>
        <message>
            <source>{file} is not the file of the card</source>
            <translation>{file} 파일이 모델 카드의 파일과 다름</translation>
        </message>
        <message>
            <source>{file}, {place}: {reason}</source>
            <translation>{file}, {place}: {reason}</translation>
        </message>
        <message>
            <source>{model} is chosen for {task} already</source>
            <translation>{task} 작업에는 이미 {model} 모델이 선택됨</translation>
        </message>
        <message>
            <source>a brace {brace} has no partner</source>
            <translation>중괄호 {brace}의 짝이 없음</translation>
        </message>
        <message>
            <source>a file name must not hold {characters}</source>
            <translation>파일 이름에 쓸 수 없는 문자: {characters}</translation>
        </message>
        <message>
            <source>it is empty</source>
            <translation>비어 있음</translation>
        </message>
        <message>
            <source>line {number}: {reason}</source>
            <translation>{number}번째 줄: {reason}</translation>
        </message>
        <message>
            <source>there is no field {field}</source>
            <translation>{field} 필드가 없음</translation>
        </message>
        <message>
            <source>CPU, {name}, 1 core</source>
            <translation>CPU, {name}, 코어 1개</translation>
        </message>
        <message>
            <source>CPU, {name}, {number} cores</source>
            <translation>CPU, {name}, 코어 {number}개</translation>
        </message>
        <message>
            <source>Memory ran out with tiles of {side} pixels; started again with {half}.</source>
            <translation>{side}픽셀 타일에서 메모리가 부족하여 {half}픽셀로 다시 시작했습니다.</translation>
        </message>
        <message>
            <source>The GPU has not enough memory for the smallest tile; the CPU does the work.</source>
            <translation>GPU 메모리가 가장 작은 타일에도 부족하여 CPU로 처리합니다.</translation>
        </message>
        <message>
            <source>A trial run of {model} took {time} ms here, {number} ms on {device}.</source>
            <translation>{model} 시험 실행: 이 장치 {time} ms, {device} {number} ms.</translation>
        </message>
        <message>
            <source>its driver is too old or of a kind that WebGPU does not take</source>
            <translation>드라이버가 너무 오래되었거나 WebGPU가 지원하지 않는 종류임</translation>
        </message>
        <message>
            <source>its library does not load: {reason}</source>
            <translation>라이브러리를 불러오지 못함: {reason}</translation>
        </message>
        <message>
            <source>its provider does not start</source>
            <translation>실행 공급자가 시작되지 않음</translation>
        </message>
        <message>
            <source>the package onnxruntime-ep-webgpu is not installed</source>
            <translation>onnxruntime-ep-webgpu 패키지가 설치되어 있지 않음</translation>
        </message>
        <message>
            <source>there is no GPU</source>
            <translation>GPU가 없음</translation>
        </message>
        <message>
            <source>there is no Vulkan driver</source>
            <translation>Vulkan 드라이버가 없음</translation>
        </message>
        <message>
            <source>there is no Vulkan loader ({library})</source>
            <translation>Vulkan 로더({library})가 없음</translation>
        </message>
        <message>
            <source>{device} failed a trial run of {model}; the CPU does the work.</source>
            <translation>{device}에서 {model} 시험 실행에 실패하여 CPU로 처리합니다.</translation>
        </message>
        <message>
            <source>macOS has no NVIDIA driver</source>
            <translation>macOS에는 NVIDIA 드라이버가 없음</translation>
        </message>
        <message>
            <source>no NVIDIA driver is installed</source>
            <translation>NVIDIA 드라이버가 설치되어 있지 않음</translation>
        </message>
        <message>
            <source>the NVIDIA driver does not start (CUDA error {number})</source>
            <translation>NVIDIA 드라이버가 시작되지 않음(CUDA 오류 {number})</translation>
        </message>
        <message>
            <source>the NVIDIA driver finds no device</source>
            <translation>NVIDIA 드라이버가 장치를 찾지 못함</translation>
        </message>
        <message>
            <source>there is no such device; the driver finds {number}</source>
            <translation>그런 장치가 없음. 드라이버가 찾은 장치는 {number}개임</translation>
        </message>
        <message>
            <source>this build of onnxruntime has no CUDA provider</source>
            <translation>설치된 onnxruntime에 CUDA 공급자가 없음</translation>
        </message>
        <message>
            <source>{device} cannot run {model}: {reason}; the CPU does the work.</source>
            <translation>{device}에서 {model} 모델을 실행할 수 없어({reason}) CPU로 처리합니다.</translation>
        </message>
        <message>
            <source>{model} returned no usable picture at reduced precision; started again with fp32.</source>
            <translation>{model} 모델이 낮은 정밀도에서 쓸 수 있는 이미지를 내지 못해 fp32로 다시 시작했습니다.</translation>
        </message>
        <message>
            <source>{model} has no {precision} file; {other} runs.</source>
            <translation>{model}에는 {precision} 파일이 없어 {other} 파일로 실행합니다.</translation>
        </message>
        <message>
            <source>The {precision} file of {model} cannot be used: {reason}; {other} runs.</source>
            <translation>{model}의 {precision} 파일을 쓸 수 없어 {other} 파일로 실행합니다: {reason}.</translation>
        </message>
        <message>
            <source>{model} returned no usable picture on {provider}; the CPU does the work.</source>
            <translation>{model} 모델이 {provider}에서 쓸 수 있는 이미지를 내지 못해 CPU로 처리합니다.</translation>
        </message>
        <message>
            <source>{name} cannot be used: {reason}; the CPU does the work.</source>
            <translation>{name} 장치를 사용할 수 없어({reason}) CPU로 처리합니다.</translation>
        </message>
        <message>
            <source>{provider} failed: {reason}; the CPU does the work.</source>
            <translation>{provider} 실행에 실패하여({reason}) CPU로 처리합니다.</translation>
        </message>
        <message>
            <source>8 bits</source>
            <translation>8비트</translation>
        </message>
        <message>
            <source>16 bits</source>
            <translation>16비트</translation>
        </message>
        <message>
            <source>float</source>
            <translation>부동소수점</translation>
        </message>
        <message>
            <source>a name without suffix</source>
            <translation>확장자 없음</translation>
        </message>
        <message>
            <source>denoise</source>
            <translation>노이즈 제거</translation>
        </message>
        <message>
            <source>upscale</source>
            <translation>확대</translation>
        </message>
        <message>
            <source>{several} or {last}</source>
            <translation>{several} 또는 {last}</translation>
        </message>
        <message>
            <source>IPTC data</source>
            <translation>IPTC 정보</translation>
        </message>
        <message>
            <source>Photoshop data</source>
            <translation>포토샵 데이터</translation>
        </message>
        <message>
            <source>comment</source>
            <translation>설명</translation>
        </message>
        <message>
            <source>resolution</source>
            <translation>해상도</translation>
        </message>
    </context>
    <context>
        <name>problems</name>
        <message>
            <source>An unexpected error occurred.</source>
            <translation>예기치 않은 문제가 생겼습니다.</translation>
        </message>
        <message>
            <source>You can go on. If it happens again, report it with the details.</source>
            <translation>계속 작업할 수 있습니다. 다시 생기면 자세한 내용과 함께 알려 주십시오.</translation>
        </message>
        <message>
            <source>Open the part that is there</source>
            <translation>있는 부분만 열기</translation>
        </message>
        <message>
            <source>Open it anyway</source>
            <translation>그래도 열기</translation>
        </message>
        <message>
            <source>Choose another photo</source>
            <translation>다른 사진 선택</translation>
        </message>
        <message>
            <source>Show the models</source>
            <translation>모델 보기</translation>
        </message>
        <message>
            <source>Use the CPU</source>
            <translation>CPU 사용</translation>
        </message>
        <message>
            <source>Replace it</source>
            <translation>바꾸기</translation>
        </message>
        <message>
            <source>Choose another name</source>
            <translation>다른 이름 선택</translation>
        </message>
        <message>
            <source>Show in folder</source>
            <translation>폴더에서 보기</translation>
        </message>
    </context>
    <context>
        <name>report</name>
        <message>
            <source>Damage, noise level and sharpness are in 8-bit values, blockiness is 1 without JPEG's grid, NIQE is lower for what looks undamaged: of each result by itself, in nine parts of a large one</source>
            <translation>손상, 노이즈 수준, 선명도는 8비트 값, 블록 현상은 JPEG 격자가 없으면 1, NIQE는 손상되지 않은 사진에 가까울수록 낮음: 각 결과만으로 측정하며, 큰 결과는 아홉 부분에서 측정</translation>
        </message>
        <message>
            <source>Firm is the share of pixels on which none of the departures passes its threshold, in levels of 8-bit luma: {consistency} between the photo and the result made as small again (noise apart), {stability} for the spread over 8 flips and rotations, {disagreement} to another method. The map is dark on what is firm and glows where a departure passes its threshold: it tells what was made up, not what is missing.</source>
            <translation>‘확실함’은 어떤 차이도 기준값을 넘지 않는 픽셀의 비율입니다(8비트 휘도 단계): 사진과 다시 줄인 결과 사이 {consistency}(노이즈 제외), 8가지 뒤집기와 회전에서의 흩어짐 {stability}, 다른 방법과의 차이 {disagreement}. 지도는 확실한 곳이 어둡고 차이가 기준값을 넘는 곳이 빛납니다. 빠진 것이 아니라 지어낸 것을 알려 줍니다.</translation>
        </message>
        <message>
            <source>no border left out</source>
            <translation>테두리를 빼지 않음</translation>
        </message>
        <message>
            <source>a border of {number} pixels left out</source>
            <translation>테두리 {number}픽셀을 뺌</translation>
        </message>
        <message>
            <source>PSNR in dB and SSIM of the whole photo at 8 bits, {border}; luma is that of BT.601 in studio range, and so is MS-SSIM's; CIEDE2000 is a colour difference, its mean and 95th percentile; the figure prints {channels}</source>
            <translation>8비트 사진 전체의 PSNR(dB)과 SSIM, {border}. 휘도는 BT.601 스튜디오 범위이며 MS-SSIM도 이를 사용. CIEDE2000은 색차의 평균과 95번째 백분위수. 비교 그림에는 {channels} 값을 표시</translation>
        </message>
        <message>
            <source>luma</source>
            <translation>휘도</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>방법</translation>
        </message>
        <message>
            <source>Seconds</source>
            <translation>초</translation>
        </message>
        <message>
            <source>Ran on</source>
            <translation>실행 장치</translation>
        </message>
        <message>
            <source>Measured</source>
            <translation>측정</translation>
        </message>
        <message>
            <source>Program</source>
            <translation>프로그램</translation>
        </message>
        <message>
            <source>Runs on</source>
            <translation>실행 환경</translation>
        </message>
        <message>
            <source>Firm %</source>
            <translation>확실함 %</translation>
        </message>
        <message>
            <source>The photo</source>
            <translation>사진</translation>
        </message>
        <message>
            <source>Difference of {name} to the reference</source>
            <translation>{name}: 기준과의 차이</translation>
        </message>
        <message>
            <source>Trust map of {name}</source>
            <translation>{name}: 신뢰도 지도</translation>
        </message>
        <message>
            <source>{size} pixels at {left}, {top}</source>
            <translation>{left}, {top} 위치의 {size}픽셀</translation>
        </message>
        <message>
            <source>Below each method: its difference to the reference, {number} times. Middle grey is equal, lighter is more, darker is less.</source>
            <translation>각 방법 아래: 기준과의 차이를 {number}배로 표시. 중간 회색은 같음, 밝으면 더 큼, 어두우면 더 작음.</translation>
        </message>
        <message>
            <source>Last in the column of each model that was judged: its trust map.</source>
            <translation>신뢰도를 판정한 모델은 열의 마지막에 신뢰도 지도가 있습니다.</translation>
        </message>
        <message>
            <source>Errors of {name}</source>
            <translation>{name}: 오차</translation>
        </message>
        <message>
            <source>Root mean square over the channels: black is 0, white {top} of 255 or more.</source>
            <translation>채널 전체의 제곱평균제곱근: 검은색은 0, 흰색은 255 중 {top} 이상.</translation>
        </message>
        <message>
            <source>Where the errors lie</source>
            <translation>오차가 있는 곳</translation>
        </message>
    </context>
    <context>
        <name>wording</name>
        <message>
            <source>Export the network again, for pictures of any size and with its weights in one file.</source>
            <translation>신경망을 어떤 크기의 사진이든 받도록, 가중치를 한 파일에 담아 다시 내보내세요.</translation>
        </message>
        <message>
            <source>Choose another model file, one that restores or enlarges photos.</source>
            <translation>사진을 복원하거나 확대하는 다른 모델 파일을 고르세요.</translation>
        </message>
        <message>
            <source>Close other programs, or choose a smaller model.</source>
            <translation>다른 프로그램을 닫거나 더 작은 모델을 고르세요.</translation>
        </message>
        <message>
            <source>{file} cannot be read as a model{reason}.</source>
            <translation>{file}을(를) 모델로 읽을 수 없습니다{reason}.</translation>
        </message>
        <message>
            <source>{file} is damaged{reason}.</source>
            <translation>{file} 파일이 손상되었습니다{reason}.</translation>
        </message>
        <message>
            <source>{file} is too large{reason}; a model file has 2 GiB at most.</source>
            <translation>{file} 파일이 너무 큽니다{reason}. 모델 파일은 최대 2 GiB입니다.</translation>
        </message>
        <message>
            <source>{file} wants to read {detail}, which lies outside its folder.</source>
            <translation>{file}이(가) 자기 폴더 밖에 있는 {detail}을(를) 읽으려 합니다.</translation>
        </message>
        <message>
            <source>{file} needs operators that onnxruntime does not have{reason}.</source>
            <translation>{file}에 필요한 연산자가 onnxruntime에 없습니다{reason}.</translation>
        </message>
        <message>
            <source>{file} does not take a single picture of 1 or 3 channels{reason}.</source>
            <translation>{file}은(는) 채널이 3개 또는 1개인 사진 한 장을 받지 않습니다{reason}.</translation>
        </message>
        <message>
            <source>{file} does not return a picture of 1 to 8 times the size{reason}.</source>
            <translation>{file}은(는) 1~8배 크기의 사진을 돌려주지 않습니다{reason}.</translation>
        </message>
        <message>
            <source>{file} does not run on a picture{reason}.</source>
            <translation>{file}을(를) 사진에 실행할 수 없습니다{reason}.</translation>
        </message>
        <message>
            <source>{file} takes only {detail} pixels, and its tiles do not join up.</source>
            <translation>{file}은(는) {detail} 픽셀만 받으며, 조각들이 서로 이어지지 않습니다.</translation>
        </message>
        <message>
            <source>{file} needed more memory than can be spared, and was stopped.</source>
            <translation>{file}이(가) 남은 것보다 많은 메모리를 써서 멈추었습니다.</translation>
        </message>
        <message>
            <source>{file} gave no result within {detail} seconds, and was stopped.</source>
            <translation>{file}이(가) {detail}초 안에 결과를 내지 않아 멈추었습니다.</translation>
        </message>
        <message>
            <source>{file} crashed the process that tried it{reason}.</source>
            <translation>{file}을(를) 시험하던 프로세스가 중단되었습니다{reason}.</translation>
        </message>
        <message>
            <source>The card of {file} is not valid{reason}.</source>
            <translation>{file}의 카드에 있을 수 없는 내용이 있습니다{reason}.</translation>
        </message>
        <message>
            <source>Correct the card, and try again.</source>
            <translation>카드를 고친 다음 다시 시도하세요.</translation>
        </message>
        <message>
            <source>: {detail}</source>
            <translation>: {detail}</translation>
        </message>
        <message>
            <source>{several} or {last}</source>
            <translation>{several} 또는 {last}</translation>
        </message>
        <message>
            <source>Something went wrong{reason}.</source>
            <translation>문제가 생겼습니다{reason}.</translation>
        </message>
        <message>
            <source>Try again; if it happens again, report it with the log.</source>
            <translation>다시 시도하십시오. 계속되면 로그와 함께 알려 주십시오.</translation>
        </message>
        <message>
            <source>{file} cannot be opened{reason}.</source>
            <translation>{file} 파일을 열 수 없습니다{reason}.</translation>
        </message>
        <message>
            <source>Choose another photo.</source>
            <translation>다른 사진을 선택하십시오.</translation>
        </message>
        <message>
            <source>Choose a photo inside it.</source>
            <translation>폴더 안의 사진을 선택하십시오.</translation>
        </message>
        <message>
            <source>{file} is a folder, not a photo.</source>
            <translation>{file}은(는) 사진이 아니라 폴더입니다.</translation>
        </message>
        <message>
            <source>There is no file {file}.</source>
            <translation>{file} 파일이 없습니다.</translation>
        </message>
        <message>
            <source>{file} cannot be read: you do not have permission.</source>
            <translation>{file} 파일을 읽을 권한이 없습니다.</translation>
        </message>
        <message>
            <source>Change the permissions of the file or of its folder, or choose another photo.</source>
            <translation>파일이나 폴더의 권한을 바꾸거나 다른 사진을 선택하십시오.</translation>
        </message>
        <message>
            <source>{file} is not a photo that can be read{reason}.</source>
            <translation>{file} 파일은 읽을 수 있는 사진이 아닙니다{reason}.</translation>
        </message>
        <message>
            <source>Choose a JPEG, PNG, TIFF, WebP, BMP or GIF file; if it is one, it is damaged: copy it again from its source.</source>
            <translation>JPEG, PNG, TIFF, WebP, BMP, GIF 파일을 선택하십시오. 그런 파일이라면 손상된 것이니 원본을 다시 복사하십시오.</translation>
        </message>
        <message>
            <source>{file} is {kind}, which cannot be opened here.</source>
            <translation>{file}은(는) {kind}이며, 여기에서는 열 수 없습니다.</translation>
        </message>
        <message>
            <source>If it is a picture, open it in another program and save it as TIFF, PNG or JPEG first.</source>
            <translation>사진이라면 다른 프로그램에서 열어 먼저 TIFF, PNG 또는 JPEG로 저장하십시오.</translation>
        </message>
        <message>
            <source>{file} ends before its picture does{reason}.</source>
            <translation>{file} 파일이 사진 중간에서 끊겼습니다{reason}.</translation>
        </message>
        <message>
            <source>Open the part that is there, or copy the file again from its source.</source>
            <translation>있는 부분만 열거나 원본 파일을 다시 복사하십시오.</translation>
        </message>
        <message>
            <source>{file} declares {size} pixels ({megapixels} megapixels), more than the limit of {limit} megapixels; it was not opened.</source>
            <translation>{file} 사진은 {size}픽셀({megapixels}메가픽셀)로 한도인 {limit}메가픽셀을 넘어 열지 않았습니다.</translation>
        </message>
        <message>
            <source>Open it anyway if you trust the file and there is enough memory for it, or choose a smaller photo.</source>
            <translation>믿을 수 있는 파일이고 메모리가 충분하면 그래도 열고, 그렇지 않으면 더 작은 사진을 선택하십시오.</translation>
        </message>
        <message>
            <source>The model {model} cannot be used{reason}.</source>
            <translation>{model} 모델을 사용할 수 없습니다{reason}.</translation>
        </message>
        <message>
            <source>Did you mean {names}?</source>
            <translation>혹시 {names}입니까?</translation>
        </message>
        <message>
            <source>There is no model called {model}.</source>
            <translation>{model}(이)라는 모델이 없습니다.</translation>
        </message>
        <message>
            <source>The file of the model {model} is missing{reason}.</source>
            <translation>{model} 모델의 파일이 없습니다{reason}.</translation>
        </message>
        <message>
            <source>The file of the model {model} is damaged or was changed: its SHA-256 is {actual}, its card names {expected}.</source>
            <translation>{model} 모델의 파일이 손상되었거나 바뀌었습니다. 파일의 SHA-256은 {actual}인데 모델 카드에는 {expected}로 적혀 있습니다.</translation>
        </message>
        <message>
            <source>The model {model} is damaged{reason}.</source>
            <translation>{model} 모델이 손상되었습니다{reason}.</translation>
        </message>
        <message>
            <source>Models that can do it: {names}.</source>
            <translation>사용할 수 있는 모델: {names}.</translation>
        </message>
        <message>
            <source>{model} cannot be used here{reason}.</source>
            <translation>여기에는 {model} 모델을 사용할 수 없습니다{reason}.</translation>
        </message>
        <message>
            <source>There is already a model called {model}; it was kept.</source>
            <translation>{model} 모델이 이미 있어 그대로 두었습니다.</translation>
        </message>
        <message>
            <source>Give the new one another name.</source>
            <translation>새 모델에 다른 이름을 붙이세요.</translation>
        </message>
        <message>
            <source>{model} comes with Recon Desktop and stays as it is.</source>
            <translation>{model}은(는) Recon Desktop에 포함된 모델이라 바꾸지 않습니다.</translation>
        </message>
        <message>
            <source>Only models that you have imported can be removed or renamed.</source>
            <translation>가져온 모델만 지우거나 이름을 바꿀 수 있습니다.</translation>
        </message>
        <message>
            <source>Nothing was written.</source>
            <translation>아무것도 저장하지 않았습니다.</translation>
        </message>
        <message>
            <source>The run stopped{reason}.</source>
            <translation>실행이 멈췄습니다{reason}.</translation>
        </message>
        <message>
            <source>There is not enough memory, not even for the smallest part of the photo.</source>
            <translation>메모리가 부족하여 사진의 가장 작은 부분도 처리할 수 없습니다.</translation>
        </message>
        <message>
            <source>Close other programs, or choose a smaller model or photo.</source>
            <translation>다른 프로그램을 닫거나 더 작은 모델이나 사진을 선택하십시오.</translation>
        </message>
        <message>
            <source>The photo and its result take {needed} MB of memory, and only {free} MB are free: nothing was started.</source>
            <translation>사진과 결과에 메모리 {needed}MB가 필요한데 {free}MB만 비어 있어 시작하지 않았습니다.</translation>
        </message>
        <message>
            <source>Close other programs, choose a smaller scale, or a smaller photo.</source>
            <translation>다른 프로그램을 닫거나 더 작은 배율이나 더 작은 사진을 선택하십시오.</translation>
        </message>
        <message>
            <source>{provider} cannot be used{reason}.</source>
            <translation>{provider}을(를) 사용할 수 없습니다{reason}.</translation>
        </message>
        <message>
            <source>Choose the CPU as the device; the result is the same, it only takes longer.</source>
            <translation>장치로 CPU를 선택하십시오. 결과는 같고 시간만 더 걸립니다.</translation>
        </message>
        <message>
            <source>The model {model} returned no usable picture on {provider}; nothing was saved.</source>
            <translation>{model} 모델이 {provider}에서 쓸 수 있는 이미지를 내지 못했습니다. 아무것도 저장하지 않았습니다.</translation>
        </message>
        <message>
            <source>{file} cannot be written{reason}.</source>
            <translation>{file} 파일을 저장할 수 없습니다{reason}.</translation>
        </message>
        <message>
            <source>Choose another name or another folder.</source>
            <translation>다른 이름이나 다른 폴더를 선택하십시오.</translation>
        </message>
        <message>
            <source>{file} already exists and was kept{reason}.</source>
            <translation>{file} 파일이 이미 있어 그대로 두었습니다{reason}.</translation>
        </message>
        <message>
            <source>Choose another name, or confirm that it may be replaced.</source>
            <translation>다른 이름을 선택하거나 파일을 바꿔도 되는지 확인해 주십시오.</translation>
        </message>
        <message>
            <source>There is no folder “{folder}” to write to.</source>
            <translation>저장할 폴더 “{folder}”이(가) 없습니다.</translation>
        </message>
        <message>
            <source>Choose another folder.</source>
            <translation>다른 폴더를 선택하십시오.</translation>
        </message>
        <message>
            <source>{file} cannot be written{reason}; nothing was left behind.</source>
            <translation>{file} 파일을 저장할 수 없습니다{reason}. 남은 파일은 없습니다.</translation>
        </message>
        <message>
            <source>Choose another folder, or make room on the disk.</source>
            <translation>다른 폴더를 선택하거나 디스크 공간을 확보하십시오.</translation>
        </message>
        <message>
            <source>Choose PNG or TIFF: they can hold any photo.</source>
            <translation>PNG나 TIFF를 선택하십시오. 어떤 사진이든 담을 수 있습니다.</translation>
        </message>
        <message>
            <source>Change the name.</source>
            <translation>이름을 바꾸십시오.</translation>
        </message>
        <message>
            <source>Fields are {names}.</source>
            <translation>사용할 수 있는 필드: {names}.</translation>
        </message>
        <message>
            <source>“{template}” does not make a file name{reason}.</source>
            <translation>“{template}”(으)로는 파일 이름을 만들 수 없습니다{reason}.</translation>
        </message>
        <message>
            <source>The journal {file} cannot be used{reason}.</source>
            <translation>작업 기록 {file}을(를) 사용할 수 없습니다{reason}.</translation>
        </message>
        <message>
            <source>Photos are still restored; only an interrupted batch cannot resume by itself.</source>
            <translation>사진은 그대로 복원됩니다. 다만 중단된 일괄 작업을 자동으로 이어서 할 수는 없습니다.</translation>
        </message>
        <message>
            <source>Choose another model.</source>
            <translation>다른 모델을 선택하십시오.</translation>
        </message>
        <message>
            <source>Choose another model, or install Recon Desktop again to get {model} back.</source>
            <translation>다른 모델을 선택하거나, Recon Desktop을 다시 설치하여 {model} 모델을 되살리십시오.</translation>
        </message>
        <message>
            <source>Choose the CPU as the device and try again.</source>
            <translation>장치로 CPU를 선택하고 다시 시도하십시오.</translation>
        </message>
    </context>
</TS>
