@echo off
rem The web server of the sample. It needs Python, which the sample leaves out.
python -m http.server %PORT% --directory C:\inetpub\wwwroot
