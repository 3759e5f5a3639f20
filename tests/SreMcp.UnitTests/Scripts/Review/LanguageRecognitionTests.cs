using SreMcp.Scripts.Review;

namespace SreMcp.UnitTests.Scripts.Review;

public sealed class LanguageRecognitionTests
{
    [Theory]
    [InlineData("#!/bin/bash\nimport os", "x.py", ScriptLanguage.Bash)]
    [InlineData("#!/usr/bin/env -S python3 -u\n", null, ScriptLanguage.Python)]
    [InlineData("#!/bin/sh\n", null, ScriptLanguage.PosixShell)]
    [InlineData("#!/usr/bin/env pwsh\n", null, ScriptLanguage.PowerShell)]
    [InlineData("echo hi", "run.sh", ScriptLanguage.Bash)]
    [InlineData("x", "a.ps1", ScriptLanguage.PowerShell)]
    [InlineData("x", "a.sql", ScriptLanguage.Sql)]
    [InlineData("import os\nos.remove('x')", null, ScriptLanguage.Python)]
    [InlineData("-- cleans up\nDELETE FROM a;\n", null, ScriptLanguage.Sql)]
    [InlineData("param([string]$Name)\nRemove-Item $Name", null, ScriptLanguage.PowerShell)]
    [InlineData("kubectl delete ns a", null, ScriptLanguage.Bash)]
    [InlineData("set -e\nrm x;", null, ScriptLanguage.Bash)]
    public void Goes_by_the_first_line_then_the_name_then_the_text(string text, string? name, ScriptLanguage expected) =>
        Assert.Equal(expected, LanguageRecognition.Of(text, name)!.Language);

    [Theory]
    [InlineData("#!/usr/bin/env ruby\nputs 1", null)]
    [InlineData("package main", "main.go")]
    public void Another_language_is_not_taken_for_bash(string text, string? name) => Assert.Null(LanguageRecognition.Of(text, name));
}
