// dotnet run -c Release --project bench/Shanhai.Bench -- rules data
switch (args)
{
    case ["rules", var data]:
        await RuleFigures.Run(data);
        break;
    default:
        Console.WriteLine("rules <folder of data>");
        break;
}
