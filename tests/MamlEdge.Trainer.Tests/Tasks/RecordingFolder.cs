using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace MamlEdge.Trainer.Tests.Tasks;

/// <summary>
/// Made-up recordings in the layout of Matey-Sanz et al. 2023, at about 100 Hz: two seconds of REST, then two of WALK. The first channel is the
/// number of the recording, the second 0 or 1 by activity, the third the time in seconds.
/// </summary>
internal static class RecordingFolder
{
    public static void Write(string folder, int people, int recordings, Func<int, string[]>? activities = null)
    {
        for (var person = 0; person < people; person++)
        {
            for (var recording = 0; recording < recordings; recording++)
            {
                foreach (var device in new[] { "sp", "sw" })
                    Write(folder, $"s{person:00}", $"s{person:00}_{recording:00}_{device}.csv", Content(recording, activities?.Invoke(person) ?? ["REST", "WALK"]));
            }
        }

        File.WriteAllText(Path.Combine(folder, "DATA", "subjects_info.csv"), "subject_id,age\ns00,54\n");
    }

    public static void Write(string folder, string person, string name, string content) =>
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "DATA", person)).FullName, name), content);

    public static void Zip(string folder)
    {
        ZipFile.CreateFromDirectory(Path.Combine(folder, "DATA"), Path.Combine(folder, "all.zip"), CompressionLevel.Fastest, includeBaseDirectory: true);
        Directory.Delete(Path.Combine(folder, "DATA"), recursive: true);
    }

    private static string Content(int recording, string[] activities)
    {
        var text = new StringBuilder("number,which,time,timestamp,label\n");
        for (var i = 0; i < 200 * activities.Length; i++)
        {
            // Uneven sampling, as phones do it: every tenth sample comes late and shares its millisecond with the next.
            var ms = 10 * i + (i % 10 == 9 ? 10 : 0);
            text.Append(CultureInfo.InvariantCulture, $"{recording},{i / 200},{ms / 1000.0},{1_657_534_258_000 + ms},{activities[i / 200]}\n");
        }

        return text.ToString();
    }
}
