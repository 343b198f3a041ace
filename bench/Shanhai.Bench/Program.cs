using Shanhai.Bench;

// dotnet run -c Release --project bench/Shanhai.Bench -- all        (import, register, pages, rules, tables: rewrites bench/results)
// dotnet run -c Release --project bench/Shanhai.Bench -- import 3 | register 2 | pages 10 | rules | clocks | funds | enclaves | intake 8
// dotnet run -c Release --project bench/Shanhai.Bench -- tables read|csv|xlsx   (a process for each, so that each peak of memory is its own)
// dotnet run -c Release --project bench/Shanhai.Bench -- panel 15 | coverage 2000 | compare 5 | library 5 | mutation | pairing 5
// dotnet run -c Release --project bench/Shanhai.Bench -- voices fill DATABASE FOLDER | voices measure FOLDER SECONDS DATABASE… | messages FOLDER
try
{
    switch (args)
    {
        case ["rules"]:
            await RuleFigures.Run();
            break;
        case ["tables", var part]:
            Console.WriteLine(await TablesBench.Run(part));
            break;
        case ["import", .. var times]:
            await ImportBench.Run(times is [var n] ? int.Parse(n, System.Globalization.CultureInfo.InvariantCulture) : 3);
            break;
        case ["register", .. var times]:
            await RegisterBench.Run(times is [var r] ? int.Parse(r, System.Globalization.CultureInfo.InvariantCulture) : 2);
            break;
        case ["pages", .. var seconds]:
            await PagesBench.Run(seconds is [var s] ? int.Parse(s, System.Globalization.CultureInfo.InvariantCulture) : 8);
            break;
        case ["clocks"]:
            await ClocksBench.Run();
            break;
        case ["voices", "fill", var database, var folder]:
            await VoicesFill.Run(database, folder);
            break;
        case ["voices", "measure", var folder, var time, .. var databases]:
            await VoicesBench.Run(databases, folder, int.Parse(time, System.Globalization.CultureInfo.InvariantCulture));
            break;
        case ["messages", var folder]:
            await MessagesFigures.Run(folder);
            break;
        case ["enclaves"]:
            await EnclavesBench.Run();
            break;
        case ["funds"]:
            await FundsBench.Run();
            break;
        case ["intake", .. var seconds]:
            await IntakeBench.Run(seconds is [var i] ? int.Parse(i, System.Globalization.CultureInfo.InvariantCulture) : 8);
            break;
        case ["all"]:
            await ImportBench.Run(2);
            await RegisterBench.Run(1);
            await PagesBench.Run(6);
            await RuleFigures.Run();
            await TablesBench.All();
            break;
        case ["panel", var times]:
            await PanelFigures.All(int.Parse(times, System.Globalization.CultureInfo.InvariantCulture));
            break;
        case ["panel", var villages, var runs]:
            PanelFigures.One(int.Parse(villages, System.Globalization.CultureInfo.InvariantCulture), int.Parse(runs, System.Globalization.CultureInfo.InvariantCulture));
            break;
        case ["coverage", var panels]:
            await CoverageFigures.Run(int.Parse(panels, System.Globalization.CultureInfo.InvariantCulture));
            break;
        case ["pairing", .. var times]:
            await PairingBench.Run(times is [var p] ? int.Parse(p, System.Globalization.CultureInfo.InvariantCulture) : 5);
            break;
        case ["compare", var times]:
            await CompareFigures.Run(int.Parse(times, System.Globalization.CultureInfo.InvariantCulture));
            break;
        case ["library", var times]:
            await LibraryFigures.All(int.Parse(times, System.Globalization.CultureInfo.InvariantCulture));
            break;
        case ["library", var line, var rows, var runs]:
            LibraryFigures.One(line, int.Parse(rows, System.Globalization.CultureInfo.InvariantCulture), int.Parse(runs, System.Globalization.CultureInfo.InvariantCulture));
            break;
        case ["mutation"]:
            await MutationFigures.Run();
            break;
        default:
            Console.WriteLine("all | import <times> | register <times> | pages <seconds> | rules | clocks | funds | enclaves | intake <seconds> | voices fill <database> <folder> | voices measure <folder> <seconds> <database>… | messages <folder> | tables read|csv|xlsx | panel <runs> [<villages>] | coverage <panels> | compare <runs> | library <runs> | mutation | pairing <runs>");
            break;
    }
}
finally
{
    await Store.StopCluster();
}
