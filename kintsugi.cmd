@echo off
rem Starts Kintsugi on Windows; builds it first when it is missing or older than its sources.
rem
rem Needs Java 17 or later (JAVA_HOME, else the PATH) and, to build, Maven on the PATH. Environment:
rem   KINTSUGI_JAVA_OPTS  more flags for Java, such as -Xmx8g
rem   KINTSUGI_PLUGINS    jars with methods of others, separated by ';'
rem   MAVEN_ARGS          more arguments for Maven, such as -Dmaven.repo.local=DIR or --offline
rem   MAVEN_OPTS          flags for Maven's own Java, as always
setlocal EnableExtensions DisableDelayedExpansion
set "HOME_DIR=%~dp0"
set "HOME_DIR=%HOME_DIR:~0,-1%"
set "TARGET=%HOME_DIR%\target"
set "LAUNCH=%TARGET%\launch"
set "LOCK=%TARGET%\launch.lock"

rem --- Platform and Java
if /i not "%PROCESSOR_ARCHITECTURE%"=="AMD64" (
    call :fail 60 "platform Windows %PROCESSOR_ARCHITECTURE% has no native libraries of the engine; there are some for Windows x86_64, Linux x86_64 and macOS arm64"
    exit /b 60
)
if defined JAVA_HOME (
    set "JAVA=%JAVA_HOME%\bin\java.exe"
) else (
    for %%J in (java.exe) do set "JAVA=%%~$PATH:J"
)
if not defined JAVA (
    call :fail 60 "there is no Java; install a JDK 17 or later, or set JAVA_HOME to one"
    exit /b 60
)
if not exist "%JAVA%" (
    call :fail 60 "JAVA_HOME has no bin\java.exe in it; it must be the folder of a JDK 17 or later"
    exit /b 60
)
set "JAVA_VERSION="
for /f "tokens=2 delims==" %%V in ('"%JAVA%" -XshowSettings:properties -version 2^>^&1 ^| findstr /c:"    java.version ="') do set "JAVA_VERSION=%%V"
set "JAVA_VERSION=%JAVA_VERSION: =%"
set "JAVA_FEATURE=0"
for /f "delims=.-+" %%V in ("%JAVA_VERSION%") do set "JAVA_FEATURE=%%V"
if %JAVA_FEATURE% LSS 17 (
    call :fail 60 "Java has version %JAVA_VERSION%; Kintsugi needs 17 or later"
    exit /b 60
)

rem --- Plug-ins
set "PLUGINS="
if not defined KINTSUGI_PLUGINS goto plugged
for %%P in ("%KINTSUGI_PLUGINS:;=" "%") do call :plugin %%P || exit /b 10
:plugged

rem --- Build: each is published as a folder of its own, so that a run keeps its jars while a new one is built
call :fresh
if not errorlevel 1 goto start
if not exist "%TARGET%" mkdir "%TARGET%"
:acquire
mkdir "%LOCK%" 2>nul && goto locked
if not defined TOLD echo waiting for another start of Kintsugi that is building it; if there is none, remove "%LOCK%" 1>&2
set "TOLD=yes"
ping -n 2 127.0.0.1 >nul
goto acquire
:locked
call :fresh
if not errorlevel 1 (
    rd "%LOCK%"
    goto start
)
call :build
set "BUILT=%ERRORLEVEL%"
rd "%LOCK%" 2>nul
if not "%BUILT%"=="0" exit /b %BUILT%

rem --- Start
:start
set /p NAME=<"%LAUNCH%\current"
set "APP=%LAUNCH%\%NAME%"
if not defined OPENBLAS_NUM_THREADS set "OPENBLAS_NUM_THREADS=1"
rem Several threads within an operation shall sleep while they wait for each other: see the launcher 'kintsugi'.
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=PASSIVE"
set "ARCHIVE=%APP%\classes-%JAVA_VERSION%.jsa"
set "PROGRAM=-jar "%APP%\kintsugi.jar""
if defined PLUGINS set "PROGRAM=-cp "%APP%\kintsugi.jar%PLUGINS%" dev.kintsugi.cli.Kintsugi"
if defined PLUGINS if %JAVA_FEATURE% GEQ 22 set "PROGRAM=--enable-native-access=ALL-UNNAMED %PROGRAM%"
if not exist "%ARCHIVE%" (
    "%JAVA%" -Xlog:disable -XX:+UseSerialGC "-XX:ArchiveClassesAtExit=%ARCHIVE%" -jar "%APP%\kintsugi.jar" methods >nul 2>nul <nul
)
"%JAVA%" -Xlog:disable -XX:+UseSerialGC %KINTSUGI_JAVA_OPTS% "-XX:SharedArchiveFile=%ARCHIVE%" "-Dkintsugi.home=%HOME_DIR%" -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.nopointergc=true %PROGRAM% %*
exit /b %ERRORLEVEL%

:plugin
if "%~1"=="" exit /b 0
if not exist "%~1" (
    call :fail 10 "KINTSUGI_PLUGINS names '%~1', but there is no such file; it must list jars, separated by ';'"
    exit /b 10
)
set "PLUGINS=%PLUGINS%;%~1"
exit /b 0

:fresh
if not exist "%LAUNCH%\current" exit /b 1
set /p NAME=<"%LAUNCH%\current"
if not exist "%LAUNCH%\%NAME%\kintsugi.jar" exit /b 1
set "STAMP=%LAUNCH%\%NAME%\stamp"
powershell -NoProfile -ExecutionPolicy Bypass -Command "$h=$env:HOME_DIR; $s=(Get-Item -LiteralPath $env:STAMP).LastWriteTimeUtc; $m=@(Get-ChildItem -LiteralPath $h -Directory -Filter 'kintsugi-*' | ForEach-Object { $_.FullName }); $f=@(Get-Item -LiteralPath (Join-Path $h 'pom.xml')); foreach ($d in $m) { $f+=Get-Item -LiteralPath (Join-Path $d 'pom.xml'); $p=Join-Path $d 'src\main'; if (Test-Path -LiteralPath $p) { $f+=Get-ChildItem -LiteralPath $p -Recurse } }; if ($f | Where-Object { $_.LastWriteTimeUtc -gt $s } | Select-Object -First 1) { exit 1 }"
exit /b %ERRORLEVEL%

:build
where mvn >nul 2>nul
if errorlevel 1 (
    call :fail 60 "there is no Maven on the PATH; building Kintsugi needs Maven 3.8.6 or later"
    exit /b 60
)
echo building Kintsugi (once; a minute or two the first time) 1>&2
type nul >"%TARGET%\stamp"
set "ARGUMENTS=%MAVEN_ARGS%"
set "MAVEN_ARGS="
pushd "%HOME_DIR%"
call mvn -B -ntp -q -Dfast -Dmaven.test.skip=true -pl kintsugi-cli -am %ARGUMENTS% package 1>&2
if errorlevel 1 (
    popd
    call :fail 1 "the build has failed; the lines above say why"
    exit /b 1
)
popd
set "NEW=%RANDOM%%RANDOM%"
mkdir "%LAUNCH%\%NEW%\lib"
copy /y "%HOME_DIR%\kintsugi-cli\target\dist\kintsugi.jar" "%LAUNCH%\%NEW%\" >nul || exit /b 50
copy /y "%HOME_DIR%\kintsugi-cli\target\dist\lib\*.jar" "%LAUNCH%\%NEW%\lib\" >nul || exit /b 50
move /y "%TARGET%\stamp" "%LAUNCH%\%NEW%\stamp" >nul
>"%LAUNCH%\current.new" echo %NEW%
move /y "%LAUNCH%\current.new" "%LAUNCH%\current" >nul
rem A folder whose jars are open cannot be renamed: such a build is still in use and stays.
for /d %%D in ("%LAUNCH%\*") do if /i not "%%~nxD"=="%NEW%" (
    ren "%%D" "old-%%~nxD" 2>nul && rd /s /q "%LAUNCH%\old-%%~nxD"
)
exit /b 0

:fail
echo error: %~2 1>&2
echo see %HOME_DIR%\docs\errors\%1.md 1>&2
exit /b %1
