"""Messages with and without danger, written by hand: Simplified, Traditional, Cantonese, English."""

DANGER = """
电线杆冒火花了
变压器着火了,快来
我家门口的电线断了掉在路上
电表箱冒烟
配电房进水了,水都到膝盖了
闻到一股烧焦的味道从表箱里出来
插座打火,啪啪响
有人触电了!!
摸水龙头手麻
高压线垂下来了,离地不到两米
杆子歪得厉害,快倒了
树倒了压在电线上
变压器漏油
楼道里有焦糊味,是电箱那边
昨晚开始变压器一直冒火花,到现在没人管
电缆被挖断了,露着铜线
洗澡的时候被电了一下
电箱门开着,小孩在旁边玩
上个月修过,今天又冒烟了
没停电,但是电线在冒火花
没人管吗?电线杆都着火了
我不是来问电费的,楼下变压器爆炸了
风筝缠在高压线上
电缆井的盖子没了,电缆井盖不见好几天
墙里漏电,一摸就麻
地下车库配电柜被淹了
家里空开烧起来了
电线掉到水坑里了
救命 电线着火
狗被电死了,就在路灯杆旁边
表箱滋滋响,还有胶皮味
电杆被车撞断了
插头都烧红了
闪电劈了变压器,现在冒黑烟
一楼的开关冒火星子
线垂到我家阳台了,伸手能够着
火花四溅啊你们的线
电线外皮破了铜丝露出来
电箱发烫,烫手
是不是漏电啊,碰铁门会麻
我们这边的电线杆倒了
高压线断了一根,吊在半空
電線桿冒火花
變壓器在冒煙，很濃
家裡插座有燒焦味
電箱淹水了怎麼辦
有電線掉在馬路上，很危險
摸到路燈桿被電到
颱風把電線吹斷了，垂在騎樓
電表箱燒起來了，快點
樹枝碰到高壓線一直冒火
配電箱的門沒關，裡面電線都看得到
昨天修好了，剛剛又冒煙
隔壁工地挖到電纜，有火光
電線杆快倒了，拜託快來
牆壁漏電，我媽手麻麻的
地下室配電室進水
變電箱爆炸了
有燒塑膠的味道，從電表那裡
條電線跌咗落嚟
電箱出煙呀，快啲嚟
樓下電掣房浸水
俾電電親，隻手仲痹
火牛着火喇
聞到燶味，喺電錶房
條電線吊咗喺半空，好危險
電錶箱爆咗火花
支電線桿冧咗落嚟
插蘇燒燶咗，有煙
電房有水滴落個掣度
個變壓器爆炸
行過嗰度俾電電到
there are sparks coming from the pole
transformer on fire!!
a power line is down across the road
burning smell from the meter box
smoke coming out of the substation
I got an electric shock from the tap
wires hanging low over the footpath
the pole is leaning badly and might fall
tree fell on the power lines
my fuse box is sizzling and hot to the touch
flooded substation behind our house
electrical panel is under water
live wire in the playground
cable sparking in the rain
FIRE at the transformer on Hill Rd
someone got electrocuted
exposed cables next to the school
pole snapped after the crash
not a billing question, there is a wire down in my yard
lights are fine but the meter is smoking
the socket sparked and now it smells of burnt plastic
transformer exploded
there was a loud bang and the transformer is on fire
it was fixed last week but it is sparking again
kid got zapped touching the lamp post
downed line on Elm
something is burning in the junction box
the cabinet door is wide open, kids can reach in... electrical box left open
sagging power lines, trucks are touching them
water is dripping into the breaker box
I can see flames on the pole
arcing on the wires outside, blue flash every few seconds
smell of burning rubber near the substation
a branch is resting on the overhead line and smoking
help!!! electric pole fire
no lights and the pole is sparking
broken conductor lying on the ground
the transformer is leaking oil
my hand tingles when I touch the washing machine
bare wires sticking out of the pole
wire fell on my car, i'm inside
outlet melted and smells like burning
the crew left and now the cable is smoking
dont know who to call, the line is on fire
""".strip().splitlines()

NO_DANGER = """
我家停电了
上个月冒过火花,已经修好了
气得我冒火
你们这电费看得我火大
电费高得吓人
你们表里装了火箭吧
没有冒烟,也没有火花,就是没电
没冒火,就是跳闸了
漏电保护器老是跳
排队排得腿发麻
打电话打得手机都要炸了
电费账单看得我头皮发麻
去年变压器着过火,后来换了新的
师傅抽烟把烟头丢我家门口
停电了蜡烛都用完了
电话被打爆了也没人接
感谢师傅昨天处理好了冒烟的电表箱
上次漏电的事谢谢你们处理好了
我要投诉,态度太恶劣
火车站附近停电吗
消防通道的灯不亮
我发烧了在家没电很难受
怎么交电费
网线断了怎么办
防火检查什么时候来
灯一闪一闪的
电压低,空调带不动
不是冒烟,就是没电
充电桩怎么申请
打火机能上飞机吗
我的烟雾报警器一直响
你们是不是想钱想疯了,烧钱呢
什么时候来电
工单处理到哪了
人工客服
装表要多少钱
热水器坏了
电表走得太快了
我家没有漏电,查过了
过电影票怎么退
麻烦查一下电费
火锅店停电了,客人都走了
沒有火花，只是沒電
上次電線冒煙，已經修好了，謝謝
帳單讓我看了火冒三丈
煙霧警報器在叫
我家跳電了
氣到冒煙，打三次電話沒人接
停電停到什麼時候
電費可以超商繳嗎
師傅很快就處理好了
網路斷線了
係咪停電呀
嬲到火都嚟埋
冇火花，就係冇電
上個月冧咗嘅電線桿整返好喇，唔該晒
唔係漏電，師傅驗過
點樣交電費
個冷氣冇反應
電費貴到嚇死人
my power is out
no sparks, just dark
there is no smoke, only the lights are off
shocked by my bill
I was shocked when I saw the amount
fire the manager
you should fire that rude clerk
my smoke detector keeps beeping
I'm on fire with anger
your crew was on fire today, great job
the technician was smoking in my hallway
there was a fire last year, it was repaired
the sparking pole has been fixed, thank you
thanks for coming so fast, the wire was down last week and you fixed it
bill shock again this month
burning question: when do you open
the price is exploding
can I get a new charging cable for my EV
how do I wire the money to you
is there an outage in Firestone Road
campfire permits, do you handle them
nothing burning, just no power
my ice cream melted in the outage
it didn't spark or anything, it just went off
sparkling clean work by your crew
wireless meter reading, how does it work
when will power be back
your hotline is down
the website is down
I want to complain about my bill
culture shock moving here, how do tariffs work
is your line still busy
poles apart from your promise
the food in my freezer melted, who pays
no fire no smoke just a tripped breaker
my phone blew up with your alerts
my head is about to explode with these charges
the fire brigade already left and your team repaired everything last week
what does a surge protector cost
playing with fire by ignoring my complaint
your wifi cable guy
""".strip().splitlines()
